// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import io.flinksgd.argument.Signature;
import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.Encoding;
import io.flinksgd.spec.Learning;
import io.flinksgd.spec.Placement;
import io.flinksgd.spec.Reporting;
import io.flinksgd.spec.Safeguards;
import io.flinksgd.spec.Stepping;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.spec.TrainingSpec.RestoreSettings;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;

/** Every option that is about training itself, wherever examples come from and results go. */
public final class TrainingOptions {
  /** All of them. */
  public static final OptionGroup GROUP = OptionGroup.titled("Training");

  public static final Option<String> MODEL =
      GROUP.text(
          "model",
          "NAME[:k=v,...]",
          LogisticRegression.hashed(FeatureHasher.DEFAULT_BITS).spec(),
          "What is trained: logistic-regression or linear-regression, with hashed=BITS, dense=FEATURES or sparse=FEATURES; with ND4J on the class path also softmax, mlp, lenet, resnet20 or samediff:file=PATH.");
  public static final Option<String> FEATURES =
      GROUP.text(
          "features",
          "hash:k=v,...",
          null,
          "How the fields of a JSON record become coordinates of a hashed model: hash:bits=18 and"
              + " categorical=a|b, ignore=a|b, crosses=a*b|a*c, maps=a|b, namespaces=own. By"
              + " default all fields, hashed.");
  public static final Option<String> OPTIMIZER =
      GROUP.text(
          "optimizer",
          "NAME[:k=v,...]",
          Learning.DEFAULT_OPTIMIZER.spec(),
          "How coordinates move under a gradient: "
              + Signature.names(Optimizers.signatures())
              + "; sgd, adagrad and ftrl do not overshoot unless update=plain, sgd and adagrad may be scale-free=true.");
  public static final Option<String> CONSISTENCY =
      GROUP.text(
          "consistency",
          "NAME[:ARG]",
          Learning.DEFAULT_CONSISTENCY.spec(),
          "How far a worker's view may lag: " + Signature.names(Consistency.signatures()) + ".");
  public static final Option<Integer> BATCH =
      GROUP.number("batch", Stepping.DEFAULT.batch(), "Examples in a mini-batch of one worker.");
  public static final Option<Duration> BATCH_TIMEOUT =
      GROUP.time(
          "batch-timeout",
          Stepping.DEFAULT.batchTimeout(),
          "The longest time that a batch waits until it is full.");
  public static final Option<Integer> PIPELINE_DEPTH =
      GROUP.number(
          "pipeline-depth",
          Stepping.DEFAULT.pipelineDepth(),
          "Steps that a worker may have in flight; 2 hides the round trip.");
  public static final Option<Boolean> LOCAL_STEPS =
      GROUP.flag(
          "local-steps",
          Stepping.DEFAULT.localSteps(),
          "Step example by example on the worker's view; needs an additive optimizer. Networks push gradients.");
  public static final Option<PushWeight> PUSH_WEIGHT =
      GROUP.choice(
          "push-weight",
          PushWeight.class,
          Stepping.DEFAULT.pushWeight(),
          "How much of a worker's change the model takes: parallel is the change divided by"
              + " the number of members, the workers that take part; single is all of it.");
  public static final Option<Integer> SERVERS =
      GROUP.number("servers", null, "Parallelism of the servers; by default that of the job.");
  public static final Option<Integer> PAGE_SIZE =
      GROUP.number(
          "page-size",
          Placement.DEFAULT.pageSize(),
          "Coordinates in a page, the unit of state and of publishing; a power of two from 16"
              + " to 1048576.");
  public static final Option<MemorySize> CACHE_MEMORY =
      GROUP.size(
          "cache-memory",
          new MemorySize(Placement.DEFAULT.cacheBytes()),
          "Heap that one server subtask may use for pages.");
  public static final Option<Duration> PROGRESS_INTERVAL =
      GROUP.time(
          "progress-interval",
          Reporting.DEFAULT.progressInterval(),
          "How often progress is reported.");

  public static final Option<OnDivergence> ON_DIVERGENCE =
      GROUP.choice(
          "on-divergence",
          OnDivergence.class,
          Safeguards.DEFAULT.onDivergence(),
          "What happens when the progressive loss is far above that of the base rate: a"
              + " warning, no version is published until the loss has recovered, or the job"
              + " fails.");
  public static final Option<String> MAX_REJECTED =
      GROUP.text(
          "max-rejected",
          "SHARE[:fail|warn]",
          Safeguards.DEFAULT.maxRejected().toString(),
          "Share of the records that may be rejected, counted over 1,000 records or more. Above it"
              + " the job fails; with :warn it only warns.");

  public static final Option<String> CODEC =
      GROUP.text(
          "codec",
          "NAME[:ARG]",
          Encoding.DEFAULT.codec().spec(),
          "How gradients of dense models are written, with error feedback: "
              + Signature.names(GradientCodec.signatures())
              + ".");
  public static final Option<String> VIEW_CODEC =
      GROUP.text(
          "view-codec",
          "NAME",
          Encoding.DEFAULT.viewCodec().spec(),
          "How the weights of dense models are written on their way to workers: none, bf16 or"
              + " fp16.");
  public static final Option<Integer> GAP_SAMPLING =
      GROUP.number(
          "gap-sampling",
          Reporting.DEFAULT.gapSampling(),
          "One push in N carries its view, so that its gap to the model is measured; 1"
              + " means every push.");
  public static final Option<RestoreSettings> RESTORE_SETTINGS =
      GROUP.choice(
          "restore-settings",
          RestoreSettings.class,
          Safeguards.DEFAULT.restoreSettings(),
          "A savepoint of another optimizer, or of another ftrl argument, is refused, or"
              + " converted: its weights are kept and the rest of the optimizer's state is reset.");

  public static final Option<Duration> STALL_TIMEOUT =
      GROUP.time(
          "stall-timeout",
          Safeguards.DEFAULT.stallTimeout(),
          "The job fails, and says who waits for whom, when the loop takes no step for this"
              + " time although examples wait and nothing outside the loop blocks it; 0 means"
              + " never.");

  private TrainingOptions() {}
}
