// SPDX-License-Identifier: Apache-2.0
package io.flinksgd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.flinksgd.testing.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The method is plain Java, and its parts stand in an order. */
final class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.flinksgd");

  /** From the ground up. */
  private static final List<String> ORDER =
      List.of(
          "argument",
          "wire",
          "layout",
          "example",
          "feature",
          "optimizer",
          "codec",
          "consistency",
          "gradient",
          "model",
          "evaluation",
          "publication",
          "spec",
          "message",
          "prediction",
          "worker",
          "server",
          "simulation");

  @Test
  void onlyPlainJavaIsNeeded() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("io.flinksgd..", "java..", "org.slf4j..", "org.apiguardian..")
        .check(CORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.flink.util.Preconditions",
        "org.apache.kafka.common.TopicPartition",
        "org.nd4j.linalg.factory.Nd4j"
      })
  void whatItMustNotKnowIsNotOnItsClassPath(String name) {
    Refused.absent(name);
  }

  @Test
  void packagesAreInNoCircle() {
    slices().matching("io.flinksgd.(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void packagesUseThoseInFrontOfThemOnly() {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] behind =
          ORDER.stream().skip(i + 1).map(ArchitectureTest::named).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(named(ORDER.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(behind)
          .check(CORE);
    }
    classes()
        .should()
        .resideInAnyPackage(ORDER.stream().map(ArchitectureTest::named).toArray(String[]::new))
        .check(CORE);
  }

  private static String named(String name) {
    return "io.flinksgd." + name + "..";
  }

  @Test
  void workersAndServersMeetInMessagesOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.flinksgd.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.flinksgd.server..")
        .check(CORE);
    noClasses()
        .that()
        .resideInAPackage("io.flinksgd.server..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.flinksgd.worker..")
        .check(CORE);
  }
}
