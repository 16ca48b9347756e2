// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What to train and how. Immutable: each method returns a changed copy. Arguments are checked at
 * once, combinations by {@code StreamingSgd.train}.
 */
public final class TrainingSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int MAX_PAGE_SIZE = 1 << 20;

  /** How much of a worker's change the model takes. */
  public enum PushWeight {
    /**
     * Parallel steps: one part in the number of active workers, so that a round is their average.
     */
    PARALLEL,
    /** Single steps: each change counts in full. */
    SINGLE
  }

  /**
   * What happens to a restored state that was trained with an optimizer that reads it otherwise.
   */
  public enum RestoreSettings {
    /** It is refused. */
    REFUSE,
    /** Its weights are kept; whatever else the optimizer holds of a coordinate begins anew. */
    CONVERT
  }

  private Model model;
  private Optimizer optimizer;
  private Consistency consistency = Consistency.asynchronous();
  private int batch = 256;
  private Duration batchTimeout = Duration.ofMillis(10);
  private int pipelineDepth = 1;
  private boolean localSteps;
  private PushWeight pushWeight = PushWeight.PARALLEL;
  private int servers;
  private int pageSize = 1024;
  private long cacheBytes = 256L << 20;
  private Duration progressInterval = Duration.ofSeconds(1);
  private int gapSampling = 64;
  private RejectionLimit maxRejected = RejectionLimit.DEFAULT;
  private OnDivergence onDivergence = OnDivergence.WARN;
  private GradientCodec codec = GradientCodec.none();
  private GradientCodec viewCodec = GradientCodec.none();
  private RestoreSettings restoreSettings = RestoreSettings.REFUSE;
  private Duration stallTimeout = Duration.ofMinutes(5);
  private Map<String, String> labels = Map.of();

  private TrainingSpec(Model model) {
    this.model = Objects.requireNonNull(model, "model");
    this.optimizer = Optimizers.parse("sgd:rate=0.05");
    this.localSteps = model.localSteps();
  }

  private TrainingSpec(TrainingSpec from) {
    this.model = from.model;
    this.optimizer = from.optimizer;
    this.consistency = from.consistency;
    this.batch = from.batch;
    this.batchTimeout = from.batchTimeout;
    this.pipelineDepth = from.pipelineDepth;
    this.localSteps = from.localSteps;
    this.pushWeight = from.pushWeight;
    this.servers = from.servers;
    this.pageSize = from.pageSize;
    this.cacheBytes = from.cacheBytes;
    this.progressInterval = from.progressInterval;
    this.gapSampling = from.gapSampling;
    this.maxRejected = from.maxRejected;
    this.onDivergence = from.onDivergence;
    this.codec = from.codec;
    this.viewCodec = from.viewCodec;
    this.restoreSettings = from.restoreSettings;
    this.stallTimeout = from.stallTimeout;
    this.labels = from.labels;
  }

  /**
   * Trains {@code model} with SGD at rate 0.05, asynchronously, in batches of 256, until told
   * otherwise.
   */
  public static TrainingSpec of(Model model) {
    return new TrainingSpec(model);
  }

  private TrainingSpec with(Consumer<TrainingSpec> change) {
    TrainingSpec spec = new TrainingSpec(this);
    change.accept(spec);
    return spec;
  }

  /** Trains another model in the same way. */
  public TrainingSpec model(Model value) {
    return with(spec -> spec.model = Objects.requireNonNull(value, "model"));
  }

  /** How coordinates move. */
  public TrainingSpec optimizer(Optimizer value) {
    return with(spec -> spec.optimizer = Objects.requireNonNull(value, "optimizer"));
  }

  /** How stale a view may be. */
  public TrainingSpec consistency(Consistency value) {
    return with(spec -> spec.consistency = Objects.requireNonNull(value, "consistency"));
  }

  /** Examples in a mini-batch of one worker. */
  public TrainingSpec batch(int value) {
    return with(spec -> spec.batch = atLeast(1, "batch", value));
  }

  /**
   * A batch that is not full is closed at this age; a worker without examples for as long is idle.
   */
  public TrainingSpec batchTimeout(Duration value) {
    TrainingSpec spec = new TrainingSpec(this);
    atLeast(1, "batch-timeout in ms", value.toMillis());
    spec.batchTimeout = value;
    return spec;
  }

  /**
   * Steps that a worker may have under way: 1, or 2 to hide the round trip behind the next
   * gradient.
   */
  public TrainingSpec pipelineDepth(int value) {
    return with(spec -> spec.pipelineDepth = atLeast(1, "pipeline-depth", value));
  }

  /**
   * Whether a worker steps example by example on its own view; needs an additive optimizer. By
   * default, if the model can.
   */
  public TrainingSpec localSteps(boolean value) {
    return with(spec -> spec.localSteps = value);
  }

  /** How much of a worker's change the model takes. */
  public TrainingSpec pushWeight(PushWeight value) {
    return with(spec -> spec.pushWeight = Objects.requireNonNull(value, "pushWeight"));
  }

  /** Parallelism of the servers; by default that of the workers. */
  public TrainingSpec servers(int value) {
    return with(spec -> spec.servers = atLeast(1, "servers", value));
  }

  /**
   * Coordinates in a page: the unit of state, of the heap cache and of publishing. A power of two
   * from 16 to 1048576, which is as much as half of the largest record of a model topic.
   */
  public TrainingSpec pageSize(int value) {
    if (value < 16 || value > MAX_PAGE_SIZE || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          "page-size must be a power of two from 16 to %d, so that a page fits a record: page-size=%d"
              .formatted(MAX_PAGE_SIZE, value));
    }
    return with(spec -> spec.pageSize = value);
  }

  /** Heap that one server subtask may fill with pages; colder pages stay in the state backend. */
  public TrainingSpec cacheBytes(long value) {
    TrainingSpec spec = new TrainingSpec(this);
    atLeast(1, "cache-memory in bytes", value);
    spec.cacheBytes = value;
    return spec;
  }

  /** How often progress is reported. */
  public TrainingSpec progressInterval(Duration value) {
    TrainingSpec spec = new TrainingSpec(this);
    atLeast(1, "progress-interval in ms", value.toMillis());
    spec.progressInterval = value;
    return spec;
  }

  /**
   * Every how-manieth push of a worker carries its view, so that the server can measure the gap; 1
   * for every push.
   */
  public TrainingSpec gapSampling(int value) {
    return with(spec -> spec.gapSampling = atLeast(1, "gap-sampling", value));
  }

  /** What happens when the progressive loss is far above that of the base rate. */
  public TrainingSpec onDivergence(OnDivergence value) {
    return with(spec -> spec.onDivergence = Objects.requireNonNull(value, "onDivergence"));
  }

  /** What share of the records may be rejected, and what happens above it. */
  public TrainingSpec maxRejected(RejectionLimit value) {
    return with(spec -> spec.maxRejected = Objects.requireNonNull(value, "maxRejected"));
  }

  /**
   * How gradients are written on their way to the servers; what a message loses, the worker adds to
   * its next one. For models that are pulled as a whole, without local steps.
   */
  public TrainingSpec codec(GradientCodec value) {
    return with(spec -> spec.codec = Objects.requireNonNull(value, "codec"));
  }

  /** How weights are written on their way to the workers: as they are, or in 16 bits. */
  public TrainingSpec viewCodec(GradientCodec value) {
    return with(spec -> spec.viewCodec = Objects.requireNonNull(value, "viewCodec"));
  }

  /**
   * What happens to a restored state that was trained with an optimizer that reads it otherwise.
   */
  public TrainingSpec restoreSettings(RestoreSettings value) {
    return with(spec -> spec.restoreSettings = Objects.requireNonNull(value, "restoreSettings"));
  }

  /**
   * A loop that takes no step for so long, though examples wait and nothing outside it is in the
   * way, fails and says who waits for whom; 0 for never.
   */
  public TrainingSpec stallTimeout(Duration value) {
    atLeast(0, "stall-timeout in ms", value.toMillis());
    return with(spec -> spec.stallTimeout = value);
  }

  /** Texts that every published manifest carries besides the spec: how to make features, say. */
  public TrainingSpec describe(String key, String value) {
    TrainingSpec spec = new TrainingSpec(this);
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(key, value);
    spec.labels = Map.copyOf(more);
    return spec;
  }

  private static int atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ": " + name + "=" + value);
    }
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  /**
   * Checks what single settings cannot.
   *
   * @throws IllegalArgumentException if settings do not go together
   */
  public void check() {
    TrainingRules.check(this);
  }

  /**
   * As {@link #check()}, and whether the policy can work with so many workers.
   *
   * @throws IllegalArgumentException if settings do not go together
   */
  public void check(int workers) {
    check();
    consistency.check(workers);
  }

  /** See {@link #of}. */
  public Model model() {
    return model;
  }

  /** See {@link #optimizer(Optimizer)}. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** See {@link #consistency(Consistency)}. */
  public Consistency consistency() {
    return consistency;
  }

  /** See {@link #batch(int)}. */
  public int batch() {
    return batch;
  }

  /** See {@link #batchTimeout(Duration)}. */
  public Duration batchTimeout() {
    return batchTimeout;
  }

  /** See {@link #pipelineDepth(int)}. */
  public int pipelineDepth() {
    return pipelineDepth;
  }

  /** See {@link #localSteps(boolean)}. */
  public boolean localSteps() {
    return localSteps;
  }

  /** See {@link #pushWeight(PushWeight)}. */
  public PushWeight pushWeight() {
    return pushWeight;
  }

  /** See {@link #servers(int)}; 0 when not set. */
  public int servers() {
    return servers;
  }

  /** See {@link #pageSize(int)}. */
  public int pageSize() {
    return pageSize;
  }

  /** See {@link #cacheBytes(long)}. */
  public long cacheBytes() {
    return cacheBytes;
  }

  /** See {@link #progressInterval(Duration)}. */
  public Duration progressInterval() {
    return progressInterval;
  }

  /** See {@link #codec(GradientCodec)}. */
  public GradientCodec codec() {
    return codec;
  }

  /** See {@link #viewCodec(GradientCodec)}. */
  public GradientCodec viewCodec() {
    return viewCodec;
  }

  /** Whether anything is written by a codec. */
  public boolean encodes() {
    return !codec.equals(GradientCodec.none()) || !viewCodec.equals(GradientCodec.none());
  }

  /** See {@link #gapSampling(int)}. */
  public int gapSampling() {
    return gapSampling;
  }

  /** See {@link #restoreSettings(RestoreSettings)}. */
  public RestoreSettings restoreSettings() {
    return restoreSettings;
  }

  /** See {@link #stallTimeout(Duration)}. */
  public Duration stallTimeout() {
    return stallTimeout;
  }

  /** See {@link #onDivergence(OnDivergence)}. */
  public OnDivergence onDivergence() {
    return onDivergence;
  }

  /** See {@link #maxRejected(RejectionLimit)}. */
  public RejectionLimit maxRejected() {
    return maxRejected;
  }

  /**
   * What every manifest says of the training: {@code model}, {@code optimizer}, {@code consistency}
   * and the labels.
   */
  public Map<String, String> description() {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put("model", model.spec());
    model.artifact().ifPresent(artifact -> all.put("artifact", artifact.sha256()));
    all.put("optimizer", optimizer.spec());
    all.put("consistency", consistency.spec());
    if (encodes()) {
      all.put("codec", codec.spec() + " " + viewCodec.spec());
    }
    return all;
  }
}
