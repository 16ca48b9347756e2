// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where the variables of a graph are among the coordinates.
 *
 * @param variables what the coordinates are
 * @param input shape of the features placeholder; its first number is the batch's
 * @param label shape of the labels placeholder
 * @param output what the model says of an example
 */
@SuppressWarnings("ArrayRecordComponent")
record SameDiffLayout(GraphVariables variables, long[] input, long[] label, Output output)
    implements Serializable {

  /**
   * The trainable variables of a graph, one after the other.
   *
   * @param names in the order in which the graph uses them
   * @param lengths how many coordinates each has
   * @param initial their values in the graph
   */
  record GraphVariables(List<String> names, int[] lengths, float[] initial)
      implements Serializable {}

  /**
   * What the graph says of an example.
   *
   * @param numbers how many there are
   * @param kind what they are, if there are several
   */
  record Output(int numbers, Kind kind) implements Serializable {}

  /** What the numbers of an output are. */
  enum Kind {
    SCORES,
    PROBABILITIES,
    LOG_PROBABILITIES
  }

  static SameDiffLayout of(SameDiff graph, GraphNames names) {
    List<String> all = graph.variables().stream().map(SDVariable::name).toList();
    require("features", names.features(), all);
    require("labels", names.labels(), all);
    require("output", names.output(), all);
    require("loss", names.loss(), all);
    GraphVariables variables = variables(graph, names);
    long[] input = placeholder(graph, "features", names.features());
    long[] label = placeholder(graph, "labels", names.labels());
    int outputs = outputs(graph, names, with(1, input));
    if (outputs > 1 && product(label) > 1 && product(label) != outputs) {
      throw new IllegalArgumentException(
          "labels must have as many classes as the output: labels=%d, output=%d"
              .formatted(product(label), outputs));
    }
    Output output = new Output(outputs, kind(graph, names.output()));
    return new SameDiffLayout(variables, input, label, output);
  }

  private static GraphVariables variables(SameDiff graph, GraphNames names) {
    Set<String> variables = new LinkedHashSet<>();
    collect(graph, names.loss(), new HashSet<>(), variables);
    long dimension = 0;
    for (String each : variables) {
      dimension += graph.getVariable(each).getArr().length();
    }
    if (dimension < 1 || dimension > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "variables must have between 1 and 2^31 - 1 numbers: numbers=" + dimension);
    }
    int[] lengths = new int[variables.size()];
    float[] initial = new float[(int) dimension];
    int at = 0;
    int v = 0;
    for (String each : variables) {
      float[] values = graph.getVariable(each).getArr().dup('c').data().asFloat();
      lengths[v++] = values.length;
      System.arraycopy(values, 0, initial, at, values.length);
      at += values.length;
    }
    return new GraphVariables(List.copyOf(variables), lengths, initial);
  }

  /** Asks the graph itself: what shapes its operations give is known when they run. */
  private static int outputs(SameDiff graph, GraphNames names, long[] one) {
    INDArray example = Nd4j.zeros(DataType.FLOAT, one);
    try {
      Map<String, INDArray> features = Map.of(names.features(), example);
      INDArray output = graph.output(features, names.output()).get(names.output());
      int outputs = Math.toIntExact(output.length());
      SameDiffGraph.release(output);
      return outputs;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "output must follow from the features alone: output=" + names.output(), e);
    } finally {
      SameDiffGraph.release(example);
    }
  }

  /** By the operation that makes {@code output}, looking through those that change no number. */
  private static Kind kind(SameDiff graph, String output) {
    DifferentialFunction made = graph.getVariableOutputOp(output);
    return switch (made == null ? "" : made.opName()) {
      case "softmax" -> Kind.PROBABILITIES;
      case "log_softmax" -> Kind.LOG_PROBABILITIES;
      case "identity", "reshape", "squeeze" -> kind(graph, graph.getInputsForOp(made)[0]);
      default -> Kind.SCORES;
    };
  }

  /** The variables on which {@code name} depends, in the order in which they are used. */
  private static void collect(
      SameDiff graph, String name, Set<String> visited, Set<String> variables) {
    if (!visited.add(name)) {
      return;
    }
    SDVariable variable = graph.getVariable(name);
    if (variable.getVariableType() == VariableType.VARIABLE) {
      if (variable.dataType() != DataType.FLOAT) {
        throw new IllegalArgumentException(
            "variables must be FLOAT: " + name + "=" + variable.dataType());
      }
      variables.add(name);
    }
    DifferentialFunction made = graph.getVariableOutputOp(name);
    if (made != null) {
      for (String input : graph.getInputsForOp(made)) {
        collect(graph, input, visited, variables);
      }
    }
  }

  private static void require(String what, String name, List<String> all) {
    if (!all.contains(name)) {
      throw new IllegalArgumentException(
          what + " must be a variable of the graph, one of " + all + ": " + what + "=" + name);
    }
  }

  private static long[] placeholder(SameDiff graph, String what, String name) {
    SDVariable variable = graph.getVariable(name);
    long[] shape =
        variable.getVariableType() == VariableType.PLACEHOLDER ? variable.placeholderShape() : null;
    if (shape == null
        || shape.length == 0
        || shape[0] != -1
        || product(shape) < 1
        || product(shape) > 1 << 24) {
      throw new IllegalArgumentException(
          what
              + " must be a placeholder whose first dimension alone is open: "
              + what
              + "="
              + name
              + (shape == null ? "" : Arrays.toString(shape)));
    }
    return shape;
  }

  /** Of all but the first. */
  private static long product(long[] shape) {
    long product = 1;
    for (int d = 1; d < shape.length; d++) {
      product *= shape[d];
    }
    return product;
  }

  /** Numbers that the output has for an example. */
  int outputs() {
    return output.numbers;
  }

  /** What these are, if there are several. */
  Kind kind() {
    return output.kind;
  }

  int dimension() {
    return variables.initial.length;
  }

  /** Numbers in an example. */
  int features() {
    return (int) product(input);
  }

  /** Numbers in a label: one for each class, or one that is the label itself. */
  int labels() {
    return (int) product(label);
  }

  /** The features placeholder's shape for a batch of this size. */
  long[] input(int batch) {
    return with(batch, input);
  }

  /** The labels placeholder's shape for a batch of this size. */
  long[] label(int batch) {
    return with(batch, label);
  }

  private static long[] with(int batch, long[] open) {
    long[] shape = open.clone();
    shape[0] = batch;
    return shape;
  }

  void initial(int first, float[] weights) {
    int count = Math.min(weights.length, dimension() - first);
    System.arraycopy(variables.initial, first, weights, 0, count);
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int first = 0;
    for (int v = 0; v < variables.lengths.length; v++) {
      int length = variables.lengths[v];
      blocks.add(new Block(variables.names.get(v), first, length, new Block.Given()));
      first += length;
    }
    return blocks;
  }
}
