package io.flinksgd;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.flinksgd.worker.WorkerLogic;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.junit.jupiter.api.Test;

/** The protocol is plain Java, and Flink is a skin over it. */
final class ArchitectureTest {
  private static final String FLINK = "org.apache.flink..";
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.flinksgd");

  /** With the classes nested in them. */
  private static DescribedPredicate<JavaClass> named(String... names) {
    List<String> all = Arrays.asList(names);
    return DescribedPredicate.describe(
        "named " + all, type -> all.contains(outermost(type).getSimpleName()));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  @Test
  void mathematicsKnowsNothingOfFlink() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.flinksgd.model..",
                "io.flinksgd.gradient..",
                "io.flinksgd.optimizer..",
                "io.flinksgd.codec..",
                "io.flinksgd.consistency..",
                "io.flinksgd.simulation..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FLINK));
  }

  @Test
  void theProtocolKnowsNothingOfFlink() {
    DescribedPredicate<JavaClass> logic =
        named(
            "WorkerLogic",
            "Underway",
            "ByServer",
            "Drain",
            "OwnChange",
            "Batches",
            "Attendance",
            "Samples",
            "StallWatch",
            "MiniBatchFormat",
            "ResidualFormat",
            "Codecs",
            "ServerLogic",
            "Parameters",
            "Desk",
            "Protocol",
            "Immediate",
            "Rounds",
            "Missing",
            "Heard",
            "Norms",
            "GapSample",
            "Contribution",
            "OpenRound",
            "Page",
            "PageFormat",
            "ServerMemory",
            "TrainedAs",
            "Restore",
            "Conversion",
            "CutBuilder");
    check(noClasses().that(logic).should().dependOnClassesThat().resideInAPackage(FLINK));
    assertExist(logic, 31);
  }

  @Test
  void theBytesOfMessagesKnowNothingOfFlink() {
    DescribedPredicate<JavaClass> skin = named("WireType", "WireSerializer", "WireSnapshot");
    check(
        noClasses()
            .that(resideInAPackage("io.flinksgd.message..").and(not(skin)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FLINK));
    assertExist(skin.and(simpleNameStartingWith("Wire")), 3);
  }

  @Test
  void onlyThePageStoreAndTheOperatorTouchTheServersState() {
    check(
        noClasses()
            .that(
                resideInAPackage("io.flinksgd.server")
                    .and(not(named("PageStore", "ServerOperator"))))
            .should()
            .dependOnClassesThat(
                assignableTo(State.class).or(assignableTo(StateDescriptor.class))));
  }

  @Test
  void feedbackKnowsNothingOfTraining() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.flinksgd.feedback..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.flinksgd..")
                    .and(
                        not(
                            resideInAnyPackage(
                                "io.flinksgd.feedback..", "io.flinksgd.operator..")))));
  }

  @Test
  void operatorsHelpersKnowNothingOfTheRest() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.flinksgd.operator..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.flinksgd..")
                    .and(not(resideInAPackage("io.flinksgd.operator..")))));
  }

  @Test
  void workersAndServersMeetInMessagesOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.flinksgd.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.flinksgd.server.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("io.flinksgd.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.flinksgd.worker.."));
  }

  /** A gauge of its own would read, on a reporter's thread, what the task's thread changes. */
  @Test
  void operatorsShowTheirNumbersByGauges() {
    check(
        noClasses()
            .that(not(named("Gauges")))
            .should()
            .callMethodWhere(
                target(name("gauge")).and(target(owner(assignableTo(MetricGroup.class))))));
  }

  @Test
  void operatorsAreNotPublic() {
    check(
        classes()
            .that()
            .haveSimpleName("WorkerOperator")
            .or()
            .haveSimpleName("ServerOperator")
            .should()
            .bePackagePrivate());
  }

  private static void check(ArchRule rule) {
    rule.check(LIBRARY);
  }

  /** A rule about classes that were renamed would hold for want of them. */
  private static void assertExist(DescribedPredicate<JavaClass> predicate, int classes) {
    long found =
        LIBRARY.stream()
            .filter(type -> type.getEnclosingClass().isEmpty())
            .filter(predicate)
            .count();
    assertThat(found).as(predicate.getDescription()).isEqualTo(classes);
    assertThat(LIBRARY.contain(WorkerLogic.class)).isTrue();
  }
}
