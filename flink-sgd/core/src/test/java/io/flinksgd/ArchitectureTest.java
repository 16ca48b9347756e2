package io.flinksgd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The method is plain Java, and its parts stand in an order. */
final class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.flinksgd");

  @Test
  void onlyPlainJavaIsNeeded() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("io.flinksgd..", "java..", "org.slf4j..")
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
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
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
