// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.View;
import java.util.BitSet;

/**
 * The view of a step while its parts arrive, one from each server; and which answer each part is,
 * or stands for. Reused for one step after the other. Owned by the worker's thread. Floats stand in
 * the order of the coordinates' numbers, {@code stride} for each.
 */
public final class PartialView {
  private static final int FIRST_FLOATS = 1024;

  private final int servers;
  private final int stride;
  private final long[] answered;
  private final long[] version;
  private final BitSet arrived = new BitSet();
  private float[] values = new float[FIRST_FLOATS];
  private int coordinates;
  private long pull;
  private long examples;
  private int members;
  private int latePushes;

  /**
   * A view that has not been asked for.
   *
   * @param servers how many parts it has
   * @param stride floats for each coordinate
   */
  public PartialView(int servers, int stride) {
    this.servers = servers;
    this.stride = stride;
    this.answered = new long[servers];
    this.version = new long[servers];
  }

  /** It is of so many coordinates from now on. */
  public void resize(int count) {
    coordinates = count;
    int needed = count * stride;
    if (values.length < needed) {
      values = new float[Math.max(needed, values.length * 2)];
    }
  }

  /** It is asked for as {@code id}; answers to earlier pulls no longer count. */
  public void pulled(long id) {
    pull = id;
    arrived.clear();
    members = 1;
    latePushes = 0;
    examples = 0;
  }

  /** No step will be computed on it; it has to be pulled again. */
  public void drop() {
    pulled(-1);
  }

  /**
   * A part has arrived.
   *
   * @param reply what the server says of it
   * @param floats its floats, which are copied
   * @param first the number of its first coordinate in the view
   */
  public void take(Message.Reply reply, Payload.Plain floats, int first) {
    int server = reply.server();
    View part = reply.view();
    System.arraycopy(floats.values(), floats.from(), values, first * stride, floats.count());
    arrived.set(server);
    answered[server] = part.pull();
    version[server] = part.version();
    examples = Math.max(examples, part.examples());
    members = Math.max(members, reply.progress().share().members());
    latePushes = Math.max(latePushes, part.latePushes());
  }

  /** A part that has not arrived is filled in, from the answer to {@code pull}. */
  void standIn(int server, long pull, long version, int members, long examples) {
    this.answered[server] = pull;
    this.version[server] = version;
    this.members = Math.max(this.members, members);
    this.examples = Math.max(this.examples, examples);
  }

  /** The pull that it is asked for with; negative when it was dropped. */
  public long pull() {
    return pull;
  }

  /** Whether all parts have arrived. */
  public boolean complete() {
    return arrived.cardinality() == servers;
  }

  /** Whether the part of {@code server} has arrived. */
  public boolean arrived(int server) {
    return arrived.get(server);
  }

  /** The pull of which the part of {@code server} is the answer. */
  public long answered(int server) {
    return answered[server];
  }

  /** The version of the server when it gave that answer. */
  public long version(int server) {
    return version[server];
  }

  /** The floats, some for each coordinate; valid until the next step. */
  public float[] values() {
    return values;
  }

  /** Number of coordinates. */
  public int coordinates() {
    return coordinates;
  }

  /** Examples that the model had learned from when it answered. */
  public long examples() {
    return examples;
  }

  /** Workers that took part when the servers answered. */
  public int members() {
    return members;
  }

  /** Pushes that the last round lacked when the servers answered: the most of any server. */
  int latePushes() {
    return latePushes;
  }
}
