// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.Learner;
import io.flinksgd.model.Artifact;
import io.flinksgd.optimizer.Optimizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.imports.converters.DifferentialFunctionClassHolder;

/**
 * Any SameDiff graph as a model. Its trainable variables, one after the other, are the coordinates,
 * and training begins with the values that they have in the graph. The graph needs a placeholder
 * for features, {@code [-1, ...]}, one for labels, {@code [-1, classes]} (labels are the numbers of
 * classes) or {@code [-1]} or {@code [-1, 1]} (labels are numbers), and a loss that is the mean
 * over the batch. An output of more than one number has one for each class: probabilities if it is
 * a softmax's, their logarithms if it is a log-softmax's, else scores that softmax makes
 * probabilities of.
 *
 * <p>Each learner has a copy of the graph; its arrays are given back after each step. Immutable, of
 * any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SameDiffModel extends DenseModel {
  private static final long serialVersionUID = 1L;

  private final Artifact graph;
  private final GraphNames names;
  private final SameDiffLayout layout;

  private SameDiffModel(Artifact graph, GraphNames names) {
    this.graph = graph;
    this.names = names;
    SameDiff parsed = parse();
    this.layout = SameDiffLayout.of(parsed, names);
  }

  /** As {@link #load(Path, GraphNames)}, of a graph with the {@link GraphNames#DEFAULT} names. */
  public static SameDiffModel load(Path file) throws IOException {
    return load(file, GraphNames.DEFAULT);
  }

  /**
   * A graph from a file that SameDiff saved.
   *
   * @throws IllegalArgumentException if it is no such graph, or lacks what {@code names} names
   * @throws IOException if it cannot be read
   */
  public static SameDiffModel load(Path file, GraphNames names) throws IOException {
    return new SameDiffModel(Artifact.of(Files.readAllBytes(file)), names);
  }

  /**
   * A graph as SameDiff saves it.
   *
   * @throws IllegalArgumentException if it is no such graph, or lacks what {@code names} names
   */
  static SameDiffModel of(Artifact graph, GraphNames names) {
    return new SameDiffModel(graph, names);
  }

  /**
   * A graph that was built in code.
   *
   * @throws IllegalArgumentException if it lacks what {@code names} names, or is of another form
   */
  public static SameDiffModel of(SameDiff graph, GraphNames names) {
    ByteBuffer written = graph.asFlatBuffers(false);
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return new SameDiffModel(Artifact.of(bytes), names);
  }

  /** A copy of the graph. */
  SameDiff parse() {
    NativeThreads.one();
    NativeThreads.byOwnLoader(DifferentialFunctionClassHolder::getInstance);
    Exception cause = null;
    try {
      SameDiff parsed = SameDiff.fromFlatBuffers(ByteBuffer.wrap(graph.bytes()));
      if (!parsed.variables().isEmpty()) {
        return parsed;
      }
    } catch (IOException | RuntimeException e) {
      cause = e;
    }
    throw new IllegalArgumentException("graph must be a file that SameDiff saved: " + graph, cause);
  }

  GraphNames names() {
    return names;
  }

  SameDiffLayout layout() {
    return layout;
  }

  /** The variables, in the order of their coordinates. */
  public List<Block> blocks() {
    return layout.blocks();
  }

  @Override
  public int dimension() {
    return layout.dimension();
  }

  @Override
  public void initial(int first, float[] weights) {
    layout.initial(first, weights);
  }

  /** As many as the output has numbers, unless it has one. */
  @Override
  public int classes() {
    return layout.outputs() == 1 ? 0 : layout.outputs();
  }

  @Override
  public int denseFeatures() {
    return layout.features();
  }

  @Override
  public Optional<Rejected> reject(Example example) {
    if (!Float.isFinite(example.label())) {
      return rejected(Reason.NOT_FINITE, "label must be finite: label=" + example.label(), example);
    }
    if (example.weight() != 1f) {
      return rejected(
          Reason.BAD_LABEL,
          "weight must be 1, since the graph's loss knows none: weight=" + example.weight(),
          example);
    }
    Optional<Rejected> byLabel =
        layout.labels() == 1 ? Optional.empty() : rejectLabel(example, layout.labels());
    return byLabel.or(() -> rejectFeatures(example));
  }

  @Override
  Learner learner(Optimizer optimizer) {
    return new SameDiffLearner(this, optimizer);
  }

  @Override
  Scorer scorer() {
    return new SameDiffScorer(this);
  }

  @Override
  public String spec() {
    return "samediff:sha256=" + graph.sha256() + "," + names.spec();
  }

  @Override
  public Optional<Artifact> artifact() {
    return Optional.of(graph);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SameDiffModel that
        && graph.equals(that.graph)
        && names.equals(that.names);
  }
}
