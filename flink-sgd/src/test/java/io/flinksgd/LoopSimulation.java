package io.flinksgd;

import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;
import io.flinksgd.message.MessageFormat;
import io.flinksgd.model.Example;
import io.flinksgd.model.Layout;
import io.flinksgd.server.Pages;
import io.flinksgd.server.Parameters;
import io.flinksgd.server.ServerLogic;
import io.flinksgd.worker.WorkerLogic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Workers and servers of one loop in one thread. Between each worker and each server there is one
 * channel each way, first in first out; a seeded random decides which channel or worker moves next,
 * and some are far slower than others. Messages travel as bytes, because their arrays are borrowed.
 */
final class LoopSimulation {
  private static final int READ_AHEAD = 2;
  private static final int MOST_EVENTS = 1_000_000;

  private final Random random;
  private final Layout layout;
  private final List<WorkerLogic> workers = new ArrayList<>();
  private final List<ServerLogic> servers = new ArrayList<>();
  private final List<Map<Integer, float[]>> pages = new ArrayList<>();
  private final List<Deque<Example>> inputs = new ArrayList<>();
  private final List<Deque<byte[]>> channels = new ArrayList<>();
  private final Map<Class<?>, Integer> sent = new HashMap<>();
  private final TrainingSpec spec;
  private final boolean[] slow;
  private final boolean[] paused;
  private final boolean[] sealed;
  private final boolean[] retired;
  private boolean timers;
  private boolean guests;
  private long learned;
  private final GapStatistics gaps = new GapStatistics();

  /** A loop at the start of its first epoch; {@code inputs} has one list for each worker. */
  LoopSimulation(TrainingSpec spec, int servers, List<List<Example>> inputs, long seed) {
    this.spec = spec;
    this.random = new Random(seed);
    this.layout = new Layout(spec.model().dimension(), spec.pageSize(), servers, 8);
    int n = inputs.size();
    for (int c = 0; c < 2 * n * servers; c++) {
      channels.add(new ArrayDeque<>());
    }
    slow = new boolean[channels.size() + n];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = random.nextInt(4) == 0;
    }
    paused = new boolean[n];
    sealed = new boolean[n];
    retired = new boolean[n];
    for (int s = 0; s < servers; s++) {
      this.servers.add(server(s, n));
    }
    for (int w = 0; w < n; w++) {
      this.inputs.add(new ArrayDeque<>(inputs.get(w)));
      workers.add(new WorkerLogic(w, n, 1, spec, layout, new Effects(w)));
    }
  }

  private ServerLogic server(int server, int workers) {
    Map<Integer, float[]> blocks = new HashMap<>();
    pages.add(blocks);
    Pages memory = new Memory(blocks, layout, spec.optimizer().stride());
    return new ServerLogic(
        server,
        workers,
        1,
        spec,
        new Parameters(layout, server, spec.optimizer(), spec.localSteps(), memory),
        message -> send(down(server, message.target()), message));
  }

  private record Memory(Map<Integer, float[]> blocks, Layout layout, int stride) implements Pages {
    @Override
    public float[] read(int page) {
      return blocks.computeIfAbsent(page, p -> new float[layout.pageLength(p) * stride]);
    }

    @Override
    public float[] write(int page) {
      return read(page);
    }
  }

  private final class Effects implements WorkerLogic.Effects {
    private final int worker;

    Effects(int worker) {
      this.worker = worker;
    }

    @Override
    public void send(Message message) {
      LoopSimulation.this.send(up(worker, message.target()), message);
    }

    @Override
    public void learned(MiniBatch batch, float[] score) {
      learned += batch.size();
    }

    @Override
    public void gap(double gap, double bound, double rate) {
      gaps.add(gap, bound, rate);
    }

    @Override
    public void staleness(long updates) {}
  }

  /** Workers pause at random, and their timers run: they close short batches, leave and join. */
  LoopSimulation withIdleWorkers() {
    timers = true;
    return this;
  }

  /** Some workers stop waiting at the end of their input. */
  LoopSimulation withGuests() {
    guests = true;
    return this;
  }

  /** Runs until nothing moves; returns whether everything was learned and every worker has left. */
  boolean finishes() {
    for (int event = 0; event < MOST_EVENTS; event++) {
      if (timers && random.nextInt(20) == 0) {
        disturb(random.nextInt(workers.size()));
      }
      List<Integer> enabled = enabled();
      if (!enabled.isEmpty()) {
        move(chosen(enabled));
      } else if (timers && anyPaused()) {
        wake();
      } else {
        return workers.stream().allMatch(WorkerLogic::done) && allLeft();
      }
    }
    return false;
  }

  private void disturb(int worker) {
    if (random.nextInt(10) == 0) {
      paused[worker] = true;
    }
    if (!sealed[worker]) {
      workers.get(worker).tick();
    }
  }

  /** Time passes: those who have nothing to do leave, or one gets its next example. */
  private void wake() {
    int worker = random.nextInt(workers.size());
    if (random.nextBoolean()) {
      paused[worker] = false;
    } else if (!sealed[worker]) {
      workers.get(worker).tick();
    }
  }

  private List<Integer> enabled() {
    List<Integer> enabled = new ArrayList<>();
    for (int c = 0; c < channels.size(); c++) {
      if (!channels.get(c).isEmpty()) {
        enabled.add(c);
      }
    }
    for (int w = 0; w < workers.size(); w++) {
      boolean fed = !inputs.get(w).isEmpty() && workers.get(w).ready() < READ_AHEAD;
      boolean ends =
          inputs.get(w).isEmpty() && (!sealed[w] || (workers.get(w).done() && !retired[w]));
      if (!paused[w] && (fed || ends)) {
        enabled.add(channels.size() + w);
      }
    }
    return enabled;
  }

  private int chosen(List<Integer> enabled) {
    int choice = enabled.get(random.nextInt(enabled.size()));
    for (int retry = 0; retry < 10 && slow[choice]; retry++) {
      choice = enabled.get(random.nextInt(enabled.size()));
    }
    return choice;
  }

  private void move(int choice) {
    int half = channels.size() / 2;
    if (choice < half) {
      servers.get(choice % servers.size()).receive(read(channels.get(choice).removeFirst()));
    } else if (choice < 2 * half) {
      WorkerLogic worker = workers.get((choice - half) / servers.size());
      Message message = read(channels.get(choice).removeFirst());
      if (message instanceof Message.Reply reply) {
        worker.receive(reply);
      } else if (message instanceof Message.Welcome welcome) {
        worker.receive(welcome);
      } else {
        worker.receive((Message.Advance) message);
      }
    } else {
      move(choice - 2 * half, workers.get(choice - 2 * half));
    }
  }

  private void move(int w, WorkerLogic worker) {
    if (!inputs.get(w).isEmpty()) {
      worker.accept(inputs.get(w).removeFirst());
    } else if (!sealed[w]) {
      sealed[w] = true;
      worker.seal();
      if (guests && random.nextBoolean()) {
        worker.neverWait();
      }
    } else {
      retired[w] = true;
      worker.retire();
    }
  }

  private boolean anyPaused() {
    for (boolean each : paused) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  private boolean allLeft() {
    return workers.stream().allMatch(WorkerLogic::away);
  }

  private int up(int worker, int server) {
    return worker * servers.size() + server;
  }

  private int down(int server, int worker) {
    return channels.size() / 2 + up(worker, server);
  }

  private void send(int channel, Message message) {
    sent.merge(message.getClass(), 1, Integer::sum);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new MessageFormat().write(message, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channels.get(channel).addLast(bytes.toByteArray());
  }

  private static Message read(byte[] bytes) {
    try {
      return new MessageFormat().read(1, new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The weight of every coordinate. */
  float[] weights() {
    float[] weights = new float[layout.dimension()];
    int stride = spec.optimizer().stride();
    for (Map<Integer, float[]> blocks : pages) {
      blocks.forEach(
          (page, block) -> {
            for (int i = 0; i < layout.pageLength(page); i++) {
              weights[page * layout.pageSize() + i] = spec.optimizer().weight(block, i * stride);
            }
          });
    }
    return weights;
  }

  /** Examples learned from. */
  long learned() {
    return learned;
  }

  /** The most that any server has seen a view lack. */
  long stalenessMax() {
    return servers.stream().mapToLong(ServerLogic::stalenessMax).max().orElse(0);
  }

  /** Measured gaps of the sampled pushes. */
  GapStatistics gaps() {
    return gaps;
  }

  /** How many messages of this kind were sent. */
  int sent(Class<? extends Message> kind) {
    return sent.getOrDefault(kind, 0);
  }

  /** Steps that passed a closed gate. */
  long ungatedSteps() {
    return workers.stream().mapToLong(WorkerLogic::ungatedSteps).sum();
  }
}
