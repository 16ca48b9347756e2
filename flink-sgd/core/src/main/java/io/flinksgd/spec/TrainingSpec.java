// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What to train and how. Immutable, of any thread: each method that sets something returns a
 * changed copy. Single settings are checked at once, with an {@link IllegalArgumentException} that
 * says rule, name and value; whether they go together is checked by {@link #check()}, which {@code
 * StreamingSgd.train} calls.
 *
 * <p>Each group has its defaults in a constant: {@link Stepping#DEFAULT} and so on.
 *
 * @param learning model, optimizer and policy
 * @param stepping how a worker steps
 * @param placement where the model is kept
 * @param encoding how numbers are written on their way
 * @param reporting what a job says of its training
 * @param safeguards what happens when something goes wrong
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record TrainingSpec(
    Learning learning,
    Stepping stepping,
    Placement placement,
    Encoding encoding,
    Reporting reporting,
    Safeguards safeguards)
    implements Serializable {

  /** How much of a worker's change the model takes. Immutable. */
  public enum PushWeight {
    /**
     * Parallel steps: each change divided by the number of members, so that a round is their
     * average.
     */
    PARALLEL,
    /** Single steps: each change counts in full. */
    SINGLE
  }

  /**
   * What happens to a restored state that was trained with an optimizer that reads it otherwise.
   * Immutable.
   */
  public enum RestoreSettings {
    /** It is refused. */
    REFUSE,
    /** Its weights are kept; whatever else the optimizer holds of a coordinate begins anew. */
    CONVERT
  }

  /**
   * Trains {@code model} with SGD at its default rate, asynchronously, and with the defaults of
   * each group, unless set otherwise.
   */
  public static TrainingSpec of(Model model) {
    return new TrainingSpec(
        new Learning(model),
        Stepping.DEFAULT.localSteps(model.localSteps()),
        Placement.DEFAULT,
        Encoding.DEFAULT,
        Reporting.DEFAULT,
        Safeguards.DEFAULT);
  }

  private TrainingSpec with(Learning value) {
    return new TrainingSpec(value, stepping, placement, encoding, reporting, safeguards);
  }

  private TrainingSpec with(Stepping value) {
    return new TrainingSpec(learning, value, placement, encoding, reporting, safeguards);
  }

  private TrainingSpec with(Placement value) {
    return new TrainingSpec(learning, stepping, value, encoding, reporting, safeguards);
  }

  private TrainingSpec with(Encoding value) {
    return new TrainingSpec(learning, stepping, placement, value, reporting, safeguards);
  }

  private TrainingSpec with(Reporting value) {
    return new TrainingSpec(learning, stepping, placement, encoding, value, safeguards);
  }

  private TrainingSpec with(Safeguards value) {
    return new TrainingSpec(learning, stepping, placement, encoding, reporting, value);
  }

  /** Trains another model in the same way. */
  public TrainingSpec model(Model value) {
    return with(learning.model(value));
  }

  /** How coordinates move. */
  public TrainingSpec optimizer(Optimizer value) {
    return with(learning.optimizer(value));
  }

  /** How stale a view may be. */
  public TrainingSpec consistency(Consistency value) {
    return with(learning.consistency(value));
  }

  /** Examples in a mini-batch of one worker. */
  public TrainingSpec batch(int value) {
    return with(stepping.batch(value));
  }

  /**
   * A batch that is not full is closed at this age; a worker without examples for as long is idle.
   */
  public TrainingSpec batchTimeout(Duration value) {
    return with(stepping.batchTimeout(value));
  }

  /**
   * Steps that a worker may have in flight: 1, or 2 to hide the round trip behind the next
   * gradient.
   */
  public TrainingSpec pipelineDepth(int value) {
    return with(stepping.pipelineDepth(value));
  }

  /**
   * Whether a worker steps example by example on its own view; needs an additive optimizer. By
   * default, if the model can.
   */
  public TrainingSpec localSteps(boolean value) {
    return with(stepping.localSteps(value));
  }

  /** How much of a worker's change the model takes. */
  public TrainingSpec pushWeight(PushWeight value) {
    return with(stepping.pushWeight(value));
  }

  /** Parallelism of the servers; by default that of the workers. */
  public TrainingSpec servers(int value) {
    return with(placement.servers(value));
  }

  /**
   * Coordinates in a page: the unit of state, of the heap cache and of publishing. A power of two
   * from 16 to 1048576, which is as much as half of the largest record of a model topic.
   */
  public TrainingSpec pageSize(int value) {
    return with(placement.pageSize(value));
  }

  /** Heap that one server subtask may fill with pages; colder pages stay in the state backend. */
  public TrainingSpec cacheBytes(long value) {
    return with(placement.cacheBytes(value));
  }

  /**
   * How gradients are written on their way to the servers; what a message loses, the worker adds to
   * its next one. For models that are pulled as a whole, without local steps.
   */
  public TrainingSpec codec(GradientCodec value) {
    return with(encoding.codec(value));
  }

  /** How weights are written on their way to the workers: as they are, or in 16 bits. */
  public TrainingSpec viewCodec(GradientCodec value) {
    return with(encoding.viewCodec(value));
  }

  /** How often progress is reported. */
  public TrainingSpec progressInterval(Duration value) {
    return with(reporting.progressInterval(value));
  }

  /**
   * One push in so many of a worker carries its view, so that the server can measure the gap; 1 for
   * every push.
   */
  public TrainingSpec gapSampling(int value) {
    return with(reporting.gapSampling(value));
  }

  /** Texts that every published manifest carries besides the spec: how to make features, say. */
  public TrainingSpec describe(String key, String value) {
    return with(reporting.label(key, value));
  }

  /** What share of the records may be rejected, and what happens above it. */
  public TrainingSpec maxRejected(RejectionLimit value) {
    return with(safeguards.maxRejected(value));
  }

  /** What happens when the progressive loss is far above that of the base rate. */
  public TrainingSpec onDivergence(OnDivergence value) {
    return with(safeguards.onDivergence(value));
  }

  /**
   * What happens to a restored state that was trained with an optimizer that reads it otherwise.
   */
  public TrainingSpec restoreSettings(RestoreSettings value) {
    return with(safeguards.restoreSettings(value));
  }

  /**
   * A loop that takes no step for so long, though examples wait and nothing outside it is in the
   * way, fails and says who waits for whom; 0 for never.
   */
  public TrainingSpec stallTimeout(Duration value) {
    return with(safeguards.stallTimeout(value));
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
    consistency().check(workers);
  }

  /** See {@link Learning#model()}. */
  public Model model() {
    return learning.model();
  }

  /** See {@link Learning#optimizer()}. */
  public Optimizer optimizer() {
    return learning.optimizer();
  }

  /** See {@link Learning#consistency()}. */
  public Consistency consistency() {
    return learning.consistency();
  }

  /** See {@link Stepping#localSteps()}. */
  public boolean localSteps() {
    return stepping.localSteps();
  }

  /**
   * What every manifest says of the training: {@code model}, {@code optimizer}, {@code consistency}
   * and the labels.
   */
  public Map<String, String> description() {
    Map<String, String> all = new LinkedHashMap<>(reporting.labels());
    all.put("model", model().spec());
    model().artifact().ifPresent(artifact -> all.put("artifact", artifact.sha256()));
    all.put("optimizer", optimizer().spec());
    all.put("consistency", consistency().spec());
    if (encoding.encodes()) {
      all.put("codec", encoding.codec().spec() + " " + encoding.viewCodec().spec());
    }
    return all;
  }
}
