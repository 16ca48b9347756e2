// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One copy of a user's graph, with weights and a batch put into it. Owned by one thread. */
final class SameDiffGraph implements AutoCloseable {
  private final GraphNames names;
  private final SameDiffLayout layout;
  private final SameDiff graph;
  private final List<INDArray> variables = new ArrayList<>();

  SameDiffGraph(SameDiffModel model) {
    this.names = model.names();
    this.layout = model.layout();
    this.graph = model.parse();
    for (String name : layout.variables().names()) {
      graph.associateArrayWithVariable(graph.getVariable(name).getArr().dup('c'), name);
      variables.add(graph.getArrForVarName(name));
    }
    graph.setLossVariables(names.loss());
  }

  void load(float[] weights) {
    int at = 0;
    for (INDArray variable : variables) {
      int length = (int) variable.length();
      floats(variable).put(0, weights, at, length);
      at += length;
    }
  }

  private static FloatBuffer floats(INDArray array) {
    return array.data().pointer().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /**
   * Puts the derivative of the batch's mean loss by each weight into {@code gradient}.
   *
   * @param score receives a number for each example
   * @param probabilities receives the probability of each class for each example
   * @return the largest magnitude of the numbers that scores follow from; NaN if one is NaN
   */
  float learn(
      float[] features,
      float[] label,
      int batch,
      float[] gradient,
      float[] score,
      float[] probabilities) {
    try (Placed placed = place(layout.input(batch), features);
        Placed labels = labels(label, batch)) {
      Map<String, INDArray> placeholders = new HashMap<>();
      placeholders.put(names.features(), placed.array());
      placeholders.put(names.labels(), labels.array());
      OutAndGrad result =
          graph.calculateGradientsAndOutputs(
              placeholders, List.of(names.output()), layout.variables().names());
      INDArray output = result.getOutputs().get(names.output());
      float largest = scores(output, batch, score, probabilities);
      int at = 0;
      for (int v = 0; v < variables.size(); v++) {
        INDArray slope = result.getGradients().get(layout.variables().names().get(v));
        copy(slope, gradient, at);
        at += layout.variables().lengths()[v];
        release(slope);
      }
      release(output);
      return largest;
    }
  }

  void score(float[] features, int batch, float[] score, float[] probabilities) {
    try (Placed placed = place(layout.input(batch), features)) {
      INDArray output =
          graph
              .output(Map.of(names.features(), placed.array()), names.output())
              .get(names.output());
      scores(output, batch, score, probabilities);
      release(output);
    }
  }

  private static void copy(INDArray from, float[] to, int at) {
    if (from.ordering() == 'c' && !from.isView()) {
      floats(from).get(0, to, at, (int) from.length());
      return;
    }
    INDArray straight = from.dup('c');
    floats(straight).get(0, to, at, (int) straight.length());
    straight.close();
  }

  static void release(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }

  /**
   * Of each example the number that the output is, or the most probable class; returns the largest
   * magnitude of the output. The logarithm of nothing does not count, as a probability follows from
   * it.
   */
  private float scores(INDArray output, int batch, float[] score, float[] probabilities) {
    int each = layout.outputs();
    if (each == 1) {
      copy(output, score, 0);
      return Limits.largest(score, 0, batch);
    }
    copy(output, probabilities, 0);
    float largest = 0f;
    for (int k = 0; k < batch * each; k++) {
      if (probabilities[k] != Float.NEGATIVE_INFINITY) {
        largest = Math.max(largest, Math.abs(probabilities[k]));
      }
    }
    for (int e = 0; e < batch; e++) {
      score[e] = predicted(probabilities, e * each, each);
    }
    return largest;
  }

  /** Makes probabilities of what the graph says; returns the most probable class. */
  private float predicted(float[] of, int from, int count) {
    if (layout.kind() == SameDiffLayout.Kind.SCORES) {
      return Softmax.normalize(of, from, count);
    }
    for (int k = from; k < from + count; k++) {
      if (layout.kind() == SameDiffLayout.Kind.LOG_PROBABILITIES) {
        of[k] = (float) Math.exp(of[k]);
      }
      if (Float.isNaN(of[k])) {
        return Float.NaN;
      }
    }
    return Softmax.largest(of, from, count);
  }

  private Placed labels(float[] label, int batch) {
    int width = layout.labels();
    float[] values = new float[batch * width];
    for (int e = 0; e < batch; e++) {
      if (width == 1) {
        values[e] = label[e];
      } else {
        values[e * width + (int) label[e]] = 1f;
      }
    }
    return place(layout.label(batch), values);
  }

  private static Placed place(long[] shape, float[] values) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape);
    floats(array).put(0, values, 0, (int) array.length());
    return new Placed(array);
  }

  /** An array that is given back. */
  private record Placed(INDArray array) implements AutoCloseable {
    @Override
    public void close() {
      release(array);
    }
  }

  @Override
  public void close() {
    variables.forEach(SameDiffGraph::release);
    variables.clear();
  }
}
