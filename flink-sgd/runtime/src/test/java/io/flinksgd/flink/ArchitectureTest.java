// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.flinksgd.flink.operator.Gauges;
import io.flinksgd.flink.operator.Metric;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.junit.jupiter.api.Test;

/** How the skin around the core is sewn. */
final class ArchitectureTest {
  private static final String RUNTIME = "io.flinksgd.flink";
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(RUNTIME);

  @Test
  void packagesAreInNoCircle() {
    check(slices().matching(RUNTIME + ".(*)..").should().beFreeOfCycles());
    check(
        noClasses()
            .that()
            .resideInAPackage(RUNTIME + ".*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(RUNTIME));
  }

  @Test
  void onlyItsStoreAndOperatorTouchTheServersState() {
    check(
        noClasses()
            .that(
                resideInAPackage(RUNTIME + ".server")
                    .and(not(simpleName("PageStore").or(assignableTo(StreamOperator.class)))))
            .should()
            .dependOnClassesThat(
                assignableTo(State.class).or(assignableTo(StateDescriptor.class))));
  }

  @Test
  void feedbackKnowsNothingOfTraining() {
    check(
        noClasses()
            .that()
            .resideInAPackage(RUNTIME + ".feedback..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.flinksgd..")
                    .and(
                        not(
                            resideInAnyPackage(
                                RUNTIME + ".feedback..", RUNTIME + ".operator..")))));
  }

  @Test
  void operatorsHelpersKnowNothingOfTheRest() {
    check(
        noClasses()
            .that()
            .resideInAPackage(RUNTIME + ".operator..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.flinksgd..")
                    .and(not(resideInAPackage(RUNTIME + ".operator..")))));
  }

  @Test
  void workersAndServersMeetInMessagesOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage("..worker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..flinksgd..server.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("..server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..flinksgd..worker.."));
  }

  /** A gauge of its own would read, on a reporter's thread, what the task's thread changes. */
  @Test
  void operatorsShowTheirNumbersByGauges() {
    check(
        noClasses()
            .that(not(belongToAnyOf(Gauges.class)))
            .should()
            .callMethodWhere(target(name("gauge")).and(target(owner(assignableTo(Metric.class))))));
  }

  /** A metric that is not declared would be missing on the page of metrics. */
  @Test
  void metricsAreRegisteredAsTheyAreDeclared() {
    check(
        noClasses()
            .that(not(belongToAnyOf(Metric.class)))
            .should()
            .callMethodWhere(
                target(nameMatching("counter|gauge|histogram|meter"))
                    .and(target(owner(assignableTo(MetricGroup.class))))));
  }

  @Test
  void operatorsOfTheLoopAreNotPublic() {
    check(
        classes()
            .that()
            .resideInAnyPackage(RUNTIME + ".worker", RUNTIME + ".server")
            .and()
            .areAssignableTo(StreamOperator.class)
            .should()
            .bePackagePrivate());
  }

  private static void check(ArchRule rule) {
    rule.check(LIBRARY);
  }
}
