// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.MessageFormat;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.server.Pages;
import io.flinksgd.server.Parameters;
import io.flinksgd.server.ServerLogic;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Formats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two workers and a server, between which messages may be lost or held up. */
@Tag("case")
final class StallWatchTest {
  private static final Layout LAYOUT = new Layout(17, 16, 1, 1);
  private static final MessageFormat FORMAT = new MessageFormat();
  private static final int LONG = 50 * StallWatch.LOOKS;

  private final List<WorkerLogic> workers = new ArrayList<>();
  private final Deque<byte[]> toServer = new ArrayDeque<>();
  private final Deque<byte[]> toWorkers = new ArrayDeque<>();
  private Predicate<Message> lost = message -> false;
  private Predicate<Message> heldUp = message -> false;
  private ServerLogic server;

  @Test
  void usageExample() {
    start(Consistency.asynchronous());
    lost = message -> message instanceof Message.Reply reply && reply.target() == 1;
    feed(1, 2);
    assertStalls(
        "an answer that is lost",
        1,
        "loop must take steps while examples wait: worker=1, steps=0, examples=2;"
            + " worker 1 waits for views of servers {0};"
            + " server 0 at version 0 and watermark 0 waits for nobody");
  }

  @Test
  void aRoundThatWaitsForAPush() {
    start(Consistency.synchronous());
    lost = message -> message instanceof Message.Step step && step.worker() == 1;
    feed(1, 2);
    feed(0, 4);
    assertStalls(
        "a round whose push is lost",
        0,
        "loop must take steps while examples wait: worker=0, steps=1, examples=2;"
            + " worker 0 waits for views of servers {0};"
            + " server 0 at version 0 and watermark 0 waits for workers {1}");
  }

  @Test
  void aGateThatWaitsForAView() {
    start(Consistency.boundedDelay(1));
    lost = message -> message instanceof Message.Reply reply && reply.target() == 1;
    feed(1, 2);
    feed(0, 8);
    assertStalls(
        "a gate that waits for a worker whose answer is lost",
        0,
        "loop must take steps while examples wait: worker=0, steps=1, examples=6;"
            + " worker 0 waits for its gate, with 1.0 uncovered;"
            + " server 0 at version 1 and watermark 0 waits for workers {1}");
  }

  /** It sends nothing while its thread stands before a sink, or sleeps with its machine. */
  @Test
  void aWorkerThatIsHeldUpIsWaitedForAsLongAsItTakes() {
    for (String policy : List.of("synchronous", "bounded-delay:1", "elastic-bound:gap=0.01")) {
      start(Consistency.parse(policy));
      heldUp = message -> message.target() == 1;
      feed(1, 2);
      feed(0, 20);
      for (int i = 0; i < LONG; i++) {
        look(0);
      }
      assertThat(workers.get(0).statistics().steps()).isEqualTo(1);

      heldUp = message -> false;
      feed(1, 0);
      workers.get(1).retire();
      deliver();
      Case.equal(
          "flink",
          "500 looks at a loop that waits for a worker that is held up, which then goes on; "
              + policy,
          true,
          workers.get(0).done());
    }
  }

  @Test
  void aServerThatIsHeldUpIsWaitedForAsLongAsItTakes() {
    start(Consistency.synchronous());
    heldUp = message -> true;
    feed(0, 2);
    feed(1, 2);
    for (int i = 0; i < LONG; i++) {
      look(0);
      look(1);
    }
    heldUp = message -> false;
    feed(0, 0);
    Case.equal(
        "flink",
        "500 looks at a loop whose server is held up, which then goes on",
        2L,
        workers.get(0).statistics().steps() + workers.get(1).statistics().steps());
  }

  @Test
  void neitherIsALoopWithoutExamplesNorABatchThatIsNotFull() {
    start(Consistency.synchronous());
    feed(0, 1);
    for (int i = 0; i < LONG; i++) {
      look(0);
      look(1);
    }
    assertThat(workers.get(0).statistics().steps()).isZero();
  }

  @Test
  void aSlowLoopIsNoStall() {
    start(Consistency.asynchronous());
    for (int i = 0; i < 20; i++) {
      heldUp = message -> message instanceof Message.Reply;
      feed(0, 2);
      for (int k = 0; k < StallWatch.LOOKS - 1; k++) {
        look(0);
      }
      heldUp = message -> false;
      deliver();
    }
    assertThat(workers.get(0).statistics().steps()).isEqualTo(20);
  }

  private void start(Consistency policy) {
    TrainingSpec spec = TrainingSpec.of(LogisticRegression.sparse(16)).consistency(policy).batch(2);
    toServer.clear();
    toWorkers.clear();
    lost = message -> false;
    heldUp = message -> false;
    server =
        new ServerLogic(0, 2, 1, spec, new Parameters(LAYOUT, 0, spec, new Heap()), this::down);
    workers.clear();
    for (int w = 0; w < 2; w++) {
      workers.add(new WorkerLogic(w, 2, 1, spec, LAYOUT, new Up()));
    }
  }

  private void feed(int worker, int examples) {
    for (int i = 0; i < examples; i++) {
      workers.get(worker).accept(Example.of(1f, Features.Sparse.ofOnes(new int[] {3})));
    }
    deliver();
  }

  private void look(int worker) {
    workers.get(worker).lookForStall();
    deliver();
  }

  private void assertStalls(String input, int worker, String right) {
    Throwable failure = null;
    int looks = 0;
    for (; failure == null && looks < 2 * StallWatch.LOOKS; looks++) {
      toServer.add(written(new Message.Ask(0, 1, 1 - worker, 0))); // the other one is well
      failure = catchThrowable(() -> look(worker));
    }
    assertThat(looks).isBetween(StallWatch.LOOKS + 2, StallWatch.LOOKS + 3);

    Case.equal("flink", input, right, failure == null ? "" : failure.getMessage());
  }

  private void down(Message message) {
    if (!lost.test(message)) {
      toWorkers.add(written(message));
    }
  }

  /** Until nothing moves any more. */
  private void deliver() {
    boolean moved = true;
    while (moved) {
      moved = pass(toServer, server::receive);
      moved |= pass(toWorkers, this::receive);
    }
  }

  private boolean pass(Deque<byte[]> from, Consumer<Message> to) {
    boolean moved = false;
    for (int left = from.size(); left > 0; left--) {
      byte[] bytes = from.removeFirst();
      Message message = read(bytes);
      if (heldUp.test(message)) {
        from.addLast(bytes);
      } else {
        to.accept(message);
        moved = true;
      }
    }
    return moved;
  }

  private void receive(Message message) {
    workers.get(message.target()).receive(message);
  }

  private static byte[] written(Message message) {
    try {
      return Formats.write(FORMAT, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message read(byte[] bytes) {
    try {
      return Formats.read(FORMAT, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Up implements WorkerEffects {
    @Override
    public void send(Message message) {
      if (!lost.test(message)) {
        toServer.add(written(message));
      }
    }

    @Override
    public void learned(MiniBatch batch, float[] score, float[] probabilities) {}

    @Override
    public void rejected(Rejected example) {}

    @Override
    public void gap(double gap, double bound, double rate) {}

    @Override
    public void staleness(long updates) {}
  }

  private static final class Heap implements Pages {
    private final float[][] pages = new float[2][16 * 4];

    @Override
    public float[] read(int page) {
      return pages[page];
    }

    @Override
    public float[] write(int page) {
      return pages[page];
    }
  }
}
