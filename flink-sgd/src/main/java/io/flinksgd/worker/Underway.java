package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.model.Layout;

/**
 * A step of a worker that has been pulled but not computed: its batch and its view as it arrives.
 */
final class Underway {
  private final int servers;
  private final int viewStride;
  private final int pushStride;
  private final ByServer coordinates;
  private final long[] version;
  private MiniBatch batch;
  private long pull;
  private int missing;
  private long examples;
  private int members;
  private float[] view = new float[1024];
  private float[] change = new float[1024];
  private float[] outgoing = {};

  Underway(Layout layout, boolean all, int viewStride, int pushStride) {
    this.servers = layout.servers();
    this.viewStride = viewStride;
    this.pushStride = pushStride;
    this.coordinates = new ByServer(layout, all);
    this.version = new long[servers];
  }

  /** Takes up {@code batch}. */
  void begin(MiniBatch batch) {
    this.batch = batch;
    coordinates.begin(batch);
    view = room(view, coordinates.count() * viewStride);
    change = room(change, coordinates.count() * pushStride);
  }

  private static float[] room(float[] array, int needed) {
    return array.length >= needed ? array : new float[Math.max(needed, array.length * 2)];
  }

  /** The view is asked for as {@code pull}; answers to earlier pulls no longer count. */
  void pulled(long pull) {
    this.pull = pull;
    missing = servers;
    members = 1;
    examples = 0;
  }

  /** The view will not be computed on; it has to be pulled afresh. */
  void dropped() {
    pulled(-1);
  }

  Pull pullOf(int server) {
    return new Pull(pull, coordinates.of(server));
  }

  /** Takes in an answer; returns whether it was to this step's pull. */
  boolean answer(Message.Reply reply) {
    if (reply.pull() != pull || missing == 0) {
      return false;
    }
    int server = reply.server();
    int needed = (coordinates.from(server + 1) - coordinates.from(server)) * viewStride;
    if (reply.count() != needed) {
      throw new IllegalStateException(
          "reply must hold " + needed + " floats: count=" + reply.count() + " server=" + server);
    }
    coordinates.scatter(server, reply.values(), reply.from(), viewStride, view);
    version[server] = reply.version();
    examples = Math.max(examples, reply.examples());
    members = Math.max(members, reply.members());
    missing--;
    return true;
  }

  /** Whether the whole view has arrived. */
  boolean complete() {
    return missing == 0;
  }

  /** To be called when the change is computed, before it is pushed. */
  void computed() {
    if (coordinates.sameOrder()) {
      outgoing = change;
    } else {
      outgoing = room(outgoing, coordinates.count() * pushStride);
      coordinates.gather(change, pushStride, outgoing);
    }
  }

  Push pushOf(int server, long id, float weight) {
    int from = coordinates.from(server) * pushStride;
    int count = coordinates.from(server + 1) * pushStride - from;
    return new Push(
        id,
        pull,
        version[server],
        batch.size(),
        weight,
        coordinates.of(server),
        outgoing,
        from,
        count);
  }

  MiniBatch batch() {
    return batch;
  }

  float[] view() {
    return view;
  }

  float[] change() {
    return change;
  }

  int coordinates() {
    return coordinates.count();
  }

  /** Examples that the model had learned from when it answered. */
  long examples() {
    return examples;
  }

  /** Workers that took part when the servers answered. */
  int members() {
    return members;
  }
}
