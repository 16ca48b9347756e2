// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.JobException;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class FailureTest {
  /** As if Flink had thrown it. */
  private static <T extends Throwable> T foreign(T thrown) {
    thrown.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("org.apache.flink.X", "x", "X.java", 1)});
    return thrown;
  }

  @Test
  @Tag("case")
  void aRefusedJobIsSaidInItsOwnSentence() {
    String sentence = "model topic must have one writer: topic=model, writer=other";
    Throwable sent =
        new SerializedThrowable(
            foreign(
                new JobException(
                    "Recovery is suppressed",
                    foreign(new RuntimeException(new IOException(sentence))))));
    Case.equal(
        "strangers",
        "a second job on a model topic: terminal",
        sentence,
        Failure.words(new ExecutionException("flink-sgd failed", sent)));
  }

  @Test
  void aRuleThatAnOptionOfATableBreaksIsSaidAlone() {
    Throwable planned =
        foreign(
            new ValidationException(
                "Unable to create a sink for writing table 't'.\n\nTable options are:\n\n'a'='b'",
                new IllegalArgumentException("batch must be >= 1: batch=0")));
    assertThat(Failure.words(planned)).isEqualTo("batch must be >= 1: batch=0");
  }

  @Test
  void whatOnlyFlinkSaysIsSaidWithoutTheTable() {
    Throwable planned =
        foreign(
            new ValidationException(
                "Unable to create a sink for writing table 't'.\n\nTable options are:\n\n'a'='b'",
                foreign(new ValidationException("Unsupported options found"))));
    assertThat(Failure.words(planned))
        .isEqualTo("Unable to create a sink for writing table 't'.: Unsupported options found");
  }

  @Test
  void anArgumentIsNamedByWhoKnowsTheOption() {
    Throwable wrong =
        new IllegalArgumentException(
            "batch must be a whole number: batch=x",
            new IllegalArgumentException("For input string: x"));
    assertThat(Failure.words(wrong)).isEqualTo("batch must be a whole number: batch=x");
  }

  @Test
  void aCauseThatIsNotOursSaysWhy() {
    Throwable feeding =
        new IOException("feeding flights failed", foreign(new RuntimeException("no room")));
    assertThat(Failure.words(feeding)).isEqualTo("feeding flights failed: no room");
    assertThat(Failure.words(foreign(new RuntimeException()))).isEqualTo("RuntimeException");
  }
}
