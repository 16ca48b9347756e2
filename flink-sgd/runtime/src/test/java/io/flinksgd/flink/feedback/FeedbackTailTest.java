// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Records that begin with {@code at } say where the head is. */
@SuppressWarnings("try") // closing a harness may be interrupted: then the test fails
final class FeedbackTailTest {
  @Test
  void usageExample() throws Exception {
    try (var tail = tail()) {
      tail.open();
      List<String> received = new ArrayList<>();
      FeedbackChannel<String> channel = FeedbackChannel.of(FeedbackKey.of("loop", context(tail)));
      channel.consume(received::add, mail -> run(mail));
      send(tail, "at " + FeedbackPlace.of(context(tail)));
      send(tail, "a");
      assertThat(received).containsExactly("a");
    }
  }

  @Test
  void aHeadAtAnotherPlaceEndsTheJobInWords() throws Exception {
    try (var tail = tail()) {
      tail.open();
      String here = FeedbackPlace.of(context(tail));
      assertThatThrownBy(() -> send(tail, "at TaskManager far away"))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .hasMessage(
              "worker and end of a loop must run in one slot: loop=loop, subtask=0,"
                  + " worker=TaskManager far away, end="
                  + here
                  + "; have the operator in front of the worker begin a chain (startNewChain())");
    }
  }

  private static OneInputStreamOperatorTestHarness<String, Void> tail() throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new FeedbackTail.Factory<>(
            "loop", record -> record.startsWith("at ") ? record.substring(3) : null),
        1,
        1,
        0);
  }

  private static RuntimeContext context(OneInputStreamOperatorTestHarness<String, Void> tail) {
    return ((FeedbackTail<?>) tail.getOneInputOperator()).getRuntimeContext();
  }

  private static void send(OneInputStreamOperatorTestHarness<String, Void> tail, String record)
      throws Exception {
    tail.processElement(new StreamRecord<>(record));
  }

  private static void run(FeedbackChannel.Mail mail) {
    try {
      mail.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
