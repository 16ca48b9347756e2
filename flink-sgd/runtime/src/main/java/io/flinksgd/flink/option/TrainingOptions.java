// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.RejectionLimit;
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
          "logistic-regression:hashed=18",
          "What is trained: logistic-regression or linear-regression, with hashed=BITS, dense=FEATURES or sparse=FEATURES; with ND4J on the class path also softmax, mlp, lenet, resnet20 or samediff:file=PATH.");
  public static final Option<String> FEATURES =
      GROUP.text(
          "features",
          "hash:k=v,...",
          null,
          "How the fields of a JSON record become coordinates of a hashed model: hash:bits=18 and"
              + " categorical=a|b, ignore=a|b, crosses=a*b|a*c. By default all fields, hashed.");
  public static final Option<String> OPTIMIZER =
      GROUP.text(
          "optimizer",
          "NAME[:k=v,...]",
          "sgd:rate=0.05",
          "How coordinates move under a gradient: sgd, momentum, nesterov, adam, adagrad or ftrl; sgd, adagrad and ftrl do not overshoot unless update=plain, sgd and adagrad may be scale-free=true.");
  public static final Option<String> CONSISTENCY =
      GROUP.text(
          "consistency",
          "NAME[:ARG]",
          "asynchronous",
          "How far a worker's view may lag: synchronous, quorum:F, elastic-scheduler:BETA,"
              + " bounded-delay:TAU, elastic-bound:B (or elastic-bound:gap=G) or asynchronous.");
  public static final Option<Integer> BATCH =
      GROUP.number("batch", 256, "Examples in a mini-batch of one worker.");
  public static final Option<Duration> BATCH_TIMEOUT =
      GROUP.time(
          "batch-timeout",
          Duration.ofMillis(10),
          "A batch that is not full is closed at this age.");
  public static final Option<Integer> PIPELINE_DEPTH =
      GROUP.number(
          "pipeline-depth", 1, "Steps that a worker may have under way; 2 hides the round trip.");
  public static final Option<Boolean> LOCAL_STEPS =
      GROUP.flag(
          "local-steps",
          true,
          "Step example by example on the worker's view; needs an additive optimizer. Networks push gradients.");
  public static final Option<PushWeight> PUSH_WEIGHT =
      GROUP.choice(
          "push-weight",
          PushWeight.class,
          PushWeight.PARALLEL,
          "How much of a worker's change the model takes: parallel is one part in the number of"
              + " active workers, single is all of it.");
  public static final Option<Integer> SERVERS =
      GROUP.number("servers", null, "Parallelism of the servers; by default the job's own.");
  public static final Option<Integer> PAGE_SIZE =
      GROUP.number(
          "page-size",
          1024,
          "Coordinates in a page, the unit of state and of publishing; a power of two from 16"
              + " to 1048576.");
  public static final Option<MemorySize> CACHE_MEMORY =
      GROUP.size(
          "cache-memory",
          MemorySize.ofMebiBytes(256),
          "Heap that one server subtask may fill with pages.");
  public static final Option<Duration> PROGRESS_INTERVAL =
      GROUP.time("progress-interval", Duration.ofSeconds(1), "How often progress is reported.");

  public static final Option<OnDivergence> ON_DIVERGENCE =
      GROUP.choice(
          "on-divergence",
          OnDivergence.class,
          OnDivergence.WARN,
          "When the progressive loss is far above that of the base rate: it is warned of, no version"
              + " is published until it is back, or the job fails.");
  public static final Option<String> MAX_REJECTED =
      GROUP.text(
          "max-rejected",
          "SHARE[:fail|warn]",
          RejectionLimit.DEFAULT.toString(),
          "Share of the records that may be rejected, over a window of 1,000 at least; above it the"
              + " job fails, or with :warn it is warned of.");

  public static final Option<String> CODEC =
      GROUP.text(
          "codec",
          "NAME[:ARG]",
          "none",
          "How gradients of dense models are written, with error feedback: none, bf16, fp16,"
              + " top-k:SHARE, one-bit or qsgd:LEVELS.");
  public static final Option<String> VIEW_CODEC =
      GROUP.text(
          "view-codec",
          "NAME",
          "none",
          "How the weights of dense models are written on their way to workers: none, bf16 or"
              + " fp16.");
  public static final Option<Integer> GAP_SAMPLING =
      GROUP.number(
          "gap-sampling",
          64,
          "Every how-manieth push carries its view, so that its gap to the model is measured.");
  public static final Option<RestoreSettings> RESTORE_SETTINGS =
      GROUP.choice(
          "restore-settings",
          RestoreSettings.class,
          RestoreSettings.REFUSE,
          "A savepoint of another optimizer, or of another ftrl argument, is refused, or converted:"
              + " its weights are kept and the rest of the optimizer's state begins anew.");

  public static final Option<Duration> STALL_TIMEOUT =
      GROUP.time(
          "stall-timeout",
          Duration.ofMinutes(5),
          "A loop that takes no step for so long, though examples wait and nothing outside it is in"
              + " the way, fails and says who waits for whom; 0 for never.");

  private TrainingOptions() {}
}
