// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.layout.Layout;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.RestoreSettings;
import io.flinksgd.testing.Documents;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State of one training under the optimizer of another, on the servers' real state. */
final class RestoreTest {
  private static final int DIMENSION = 101;

  /** Each optimizer as it is trained with, and with other arguments that may change freely. */
  private static final Map<String, List<String>> OPTIMIZERS =
      Map.of(
          "sgd", List.of("sgd:rate=0.3,l2=0.01", "sgd:rate=0.1,decay=power,l1=0.001"),
          "momentum", List.of("momentum:rate=0.1", "momentum:rate=0.2,momentum=0.5"),
          "nesterov", List.of("nesterov:rate=0.1", "nesterov:0.2,weight-decay=0.1"),
          "adam", List.of("adam:rate=0.1", "adam:rate=0.01,beta1=0.8,epsilon=1e-6"),
          "adagrad", List.of("adagrad:rate=0.3", "adagrad:rate=0.1,epsilon=0.1,warm-up=10"),
          "ftrl", List.of("ftrl:alpha=0.4", "ftrl:0.40,beta=1,l1=0,l2=0"));

  @Test
  void usageExample() throws Exception {
    Trained trained = trained(spec("adagrad:rate=0.1"), 2);
    try (Servers servers = restored(trained, converting("ftrl:alpha=0.4"), 3)) {
      assertThat(servers.pull()).containsExactly(trained.weights, rounding());
    }
  }

  /** The table in the handbook is what happens. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "momentum", "nesterov", "adam", "adagrad", "ftrl"})
  void everyPairOfOptimizersIsAsTheHandbookSays(String from) throws Exception {
    Trained trained = trained(spec(OPTIMIZERS.get(from).get(0)), 2);
    Map<String, String> row = table().get(from);
    assertThat(row.keySet()).isEqualTo(OPTIMIZERS.keySet());
    for (String to : row.keySet()) {
      String text = OPTIMIZERS.get(to).get(1);
      if (row.get(to).equals("goes on")) {
        try (Servers servers = restored(trained, spec(text), 1)) {
          assertThat(servers.pull()).as(to).containsExactly(trained.weights);
        }
      } else {
        assertThat(row.get(to)).isEqualTo("convert");
        refused(trained, text);
        assertConverted(trained, text);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'ftrl:alpha=0.2,beta=0.5,l1=0.1,l2=0.2'",
    "'ftrl:alpha=0.4,beta=2'",
    "'ftrl:alpha=0.4,l1=0.5'",
    "'ftrl:alpha=0.4,l2=0.5'"
  })
  void weightsDoNotJumpWithTheArgumentsOfFtrl(String other) throws Exception {
    Trained trained = trained(spec("ftrl:alpha=0.4"), 2);
    refused(trained, other);
    assertConverted(trained, other);
    Trained back = trained(spec(other), 2);
    assertConverted(back, "ftrl:alpha=0.4");
  }

  private static void refused(Trained trained, String optimizer) {
    assertThatThrownBy(() -> restored(trained, spec(optimizer), 2).close())
        .as(optimizer)
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessageMatching("optimizer(\\.\\w+)? must be as in the restored state, .*")
        .hasMessageEndingWith(
            "; restore-settings=convert keeps the weights and begins the rest of the optimizer's"
                + " state anew");
  }

  /** Weights are kept, and the next step is that of a coordinate which begins with its weight. */
  private static void assertConverted(Trained trained, String text) throws Exception {
    try (Servers servers = restored(trained, converting(text), 3)) {
      assertThat(servers.pull()).as(text).containsExactly(trained.weights, rounding());
      servers.push(gradients(3));
      Optimizer optimizer = Optimizers.parse(text);
      float[] expected = new float[DIMENSION];
      for (int c = 0; c < DIMENSION; c++) {
        float[] fresh = new float[optimizer.stride()];
        optimizer.start(fresh, 0, trained.weights[c]);
        optimizer.update(fresh, 0, gradients(3)[c], optimizer.rate(trained.pushes + 1));
        expected[c] = optimizer.weight(fresh, 0);
      }
      assertThat(servers.pull()).as(text).containsExactly(expected, rounding());
    }
  }

  @Test
  void aConversionHappensOnce() throws Exception {
    Trained trained = trained(spec("ftrl:alpha=0.4,l1=0.1"), 2);
    TrainingSpec adam = converting("adam:rate=0.01");
    OperatorSubtaskState converted;
    float[] stepped;
    try (Servers servers = restored(trained, adam, 3)) {
      servers.push(gradients(5));
      stepped = servers.pull();
      converted = servers.snapshot();
    }
    for (int servers = 1; servers <= 4; servers++) {
      try (Servers again = Servers.start(adam, layout(servers), 1, converted, 3)) {
        assertThat(again.pull()).containsExactly(stepped);
      }
      try (Servers refusing =
          Servers.start(spec("adam:rate=0.01"), layout(servers), 1, converted, 3)) {
        assertThat(refusing.pull()).containsExactly(stepped);
      }
    }
    try (Servers fromTheFirst = restored(trained, adam, 2)) {
      fromTheFirst.push(gradients(5));
      assertThat(fromTheFirst.pull()).containsExactly(stepped);
    }
  }

  /** Its pushes are of the old optimizer, and so are the states that they change. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anOpenRoundIsClosedAsItWasMeantBeforeItsStateIsConverted(boolean localSteps)
      throws Exception {
    TrainingSpec rounds =
        spec("adagrad:rate=0.2").consistency(Consistency.synchronous()).localSteps(localSteps);
    Layout layout = layout(2);
    OperatorSubtaskState open;
    try (Servers servers = Servers.start(rounds, layout, 2, null, 0)) {
      float[] values = new float[DIMENSION * (localSteps ? 2 : 1)];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 5 * 0.25f;
      }
      servers.push(values); // the other worker's has not come
      open = servers.snapshot();
    }
    float[] closed;
    try (Servers alike = Servers.start(rounds.localSteps(false), layout, 2, open, 2)) {
      closed = alike.pull();
    }
    try (Servers alike = Servers.start(rounds.localSteps(true), layout, 2, open, 2)) {
      float[] states = alike.pull();
      for (int c = 0; c < DIMENSION; c++) {
        assertThat(states[2 * c]).isEqualTo(closed[c]);
      }
    }
    assertThat(closed[4]).isNotZero();
    TrainingSpec converting = converting("ftrl:alpha=0.4").consistency(Consistency.asynchronous());
    try (Servers servers = Servers.start(converting, layout(3), 2, open, 2)) {
      assertThat(servers.pull()).containsExactly(closed, rounding());
    }
  }

  @Test
  void anOptimizerThatCannotBeginWithWeightsIsNotConvertedTo() throws Exception {
    Trained trained = trained(spec("sgd:rate=0.3"), 1);
    assertThatThrownBy(() -> restored(trained, converting("ftrl:alpha=0.4,beta=0"), 1).close())
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessage(
            "beta or l2 must be > 0 to begin with weights: optimizer=ftrl:alpha=0.4,beta=0");
  }

  /** What a training left behind. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Trained(OperatorSubtaskState state, int servers, float[] weights, int pushes) {}

  private static Trained trained(TrainingSpec spec, int servers) throws Exception {
    try (Servers all = Servers.start(spec, layout(servers), 1, null, 0)) {
      all.push(gradients(7));
      all.push(gradients(4));
      float[] weights = all.pull();
      assertThat(weights).doesNotContain(Float.NaN).contains(0f);
      return new Trained(all.snapshot(), servers, weights, 2);
    }
  }

  private static Servers restored(Trained trained, TrainingSpec spec, int servers)
      throws Exception {
    return Servers.start(spec, layout(servers), 1, trained.state, trained.servers);
  }

  private static TrainingSpec converting(String optimizer) {
    return spec(optimizer).restoreSettings(RestoreSettings.CONVERT);
  }

  /** One page fits on the heap; the others are in the state only. */
  private static TrainingSpec spec(String optimizer) {
    return TrainingSpec.of(Models.parse("logistic-regression:sparse=" + (DIMENSION - 1)))
        .localSteps(false)
        .cacheBytes(1)
        .optimizer(Optimizers.parse(optimizer));
  }

  private static Layout layout(int servers) {
    return new Layout(DIMENSION, 16, servers, 8);
  }

  /** The last page is never touched. */
  private static float[] gradients(int cycle) {
    float[] gradients = new float[DIMENSION];
    for (int c = 0; c < 96; c++) {
      gradients[c] = (c % cycle - 2) * 0.5f;
    }
    return gradients;
  }

  private static Offset<Float> rounding() {
    return Offset.offset(1e-6f);
  }

  private static Map<String, Map<String, String>> table() {
    String part = Documents.marked("flink-sgd/docs/operations.md", "restores");
    String[] lines =
        part.substring(part.indexOf("| `optimizer` from, to |")).lines().toArray(String[]::new);
    List<String> to = cells(lines[0]);
    Map<String, Map<String, String>> rows = new TreeMap<>();
    for (int i = 2; lines[i].startsWith("|"); i++) {
      List<String> cells = cells(lines[i]);
      Map<String, String> row = new TreeMap<>();
      for (int k = 1; k < cells.size(); k++) {
        row.put(to.get(k), cells.get(k));
      }
      rows.put(cells.get(0), row);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|", -1))
        .skip(1)
        .map(String::trim)
        .filter(cell -> !cell.isEmpty())
        .toList();
  }
}
