// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** The servers of a loop on RocksDB without a cluster; the test is a worker of theirs. */
final class Servers implements AutoCloseable {
  private final Layout layout;
  private final int valuesPerCoordinate;
  private final List<KeyedOneInputStreamOperatorTestHarness<Integer, Message, Message>> servers =
      new ArrayList<>();
  private long id;

  private Servers(TrainingSpec spec, Layout layout) {
    this.layout = layout;
    this.valuesPerCoordinate = spec.localSteps() ? spec.optimizer().stride() : 1;
  }

  /**
   * Servers of as many workers, of which the test is the first.
   *
   * @param state of {@code before} servers, with which these go on, or null
   */
  static Servers start(
      TrainingSpec spec, Layout layout, int workers, OperatorSubtaskState state, int before)
      throws Exception {
    Servers all = new Servers(spec, layout);
    for (int s = 0; s < layout.servers(); s++) {
      var server =
          new KeyedOneInputStreamOperatorTestHarness<Integer, Message, Message>(
              factory(spec, layout, workers),
              Message::target,
              Types.INT,
              layout.keyGroups(),
              layout.servers(),
              s);
      all.servers.add(server);
      server.setStateBackend(new EmbeddedRocksDBStateBackend());
      server.setup();
      try {
        if (state != null) {
          server.initializeState(
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  state, layout.keyGroups(), before, layout.servers(), s));
        }
        server.open();
      } catch (Exception e) {
        all.close();
        throw e;
      }
    }
    return all;
  }

  private static ServerOperatorFactory factory(TrainingSpec spec, Layout layout, int workers) {
    ServerOperatorFactory factory = new ServerOperatorFactory("sgd", spec, layout, workers);
    factory.publish();
    return factory;
  }

  /** Pushes these floats of every coordinate. */
  void push(float[] values) throws Exception {
    id++;
    for (int s = 0; s < servers.size(); s++) {
      Coordinates mine = coordinates(s);
      int from = layout.firstCoordinate(s) * valuesPerCoordinate;
      int count = mine.count() * valuesPerCoordinate;
      Push push =
          new Push(
              id,
              new UsedView(0, 0),
              1,
              1f,
              new Update(mine, new Payload.Plain(values, from, count)));
      send(s, new Message.Step(s, 1, 0, push, Pull.NONE));
    }
  }

  /** What a worker is given of every coordinate. */
  float[] pull() throws Exception {
    id++;
    float[] all = new float[layout.dimension() * valuesPerCoordinate];
    for (int s = 0; s < servers.size(); s++) {
      servers.get(s).getOutput().clear();
      send(s, new Message.Step(s, 1, 0, Push.NONE, new Pull(id, coordinates(s))));
      StreamRecord<?> record = (StreamRecord<?>) servers.get(s).getOutput().poll();
      Message.Reply reply = (Message.Reply) record.getValue();
      assertThat(reply.view().pull()).isEqualTo(id);
      Payload.Plain view = (Payload.Plain) reply.view().payload();
      int to = layout.firstCoordinate(s) * valuesPerCoordinate;
      System.arraycopy(view.values(), view.from(), all, to, view.count());
    }
    return all;
  }

  OperatorSubtaskState snapshot() throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[servers.size()];
    for (int s = 0; s < states.length; s++) {
      servers.get(s).getOneInputOperator().prepareSnapshotPreBarrier(1);
      states[s] = servers.get(s).snapshot(1, 1);
    }
    return AbstractStreamOperatorTestHarness.repackageState(states);
  }

  /** What all servers have published so far. */
  <T> List<T> published(OutputTag<T> tag) {
    List<T> all = new ArrayList<>();
    for (var server : servers) {
      var output = server.getSideOutput(tag);
      if (output != null) {
        output.forEach(record -> all.add(record.getValue()));
      }
    }
    return all;
  }

  private Coordinates coordinates(int server) {
    int first = layout.firstCoordinate(server);
    return new Coordinates.Range(first, layout.firstCoordinate(server + 1) - first);
  }

  private void send(int server, Message message) throws Exception {
    servers.get(server).processElement(new StreamRecord<>(message));
  }

  @Override
  public void close() {
    for (var server : servers) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("a server must end", e);
      }
    }
  }
}
