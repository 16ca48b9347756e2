// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.layout.Layout;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.RestoreSettings;
import java.util.Arrays;
import java.util.List;

/**
 * How restored state is taken up. Immutable, of any thread.
 *
 * @param before the settings by which its pages and open rounds are to be read
 * @param converts whether its pages are to be written anew, in the states of another optimizer
 */
public record Restore(TrainingSpec before, boolean converts) {

  /**
   * Compares what the state was trained as with what is to be trained now.
   *
   * @throws IllegalArgumentException with each setting that would read the state otherwise, its old
   *     and its new value
   */
  public static Restore of(ServerMemory memory, TrainingSpec spec, Layout layout) {
    TrainedAs before = memory.trainedAs();
    TrainedAs now = TrainedAs.of(spec);
    List<String> others = before.otherMeaning(now);
    if (others.isEmpty() && memory.dimension() != layout.dimension()) {
      others = List.of(other("dimension", memory.dimension(), layout.dimension()));
    }
    if (!others.isEmpty()) {
      throw refused(
          others,
          "a coordinate would mean something else, which nothing can convert: go back to the old"
              + " value, or train anew without this state");
    }
    if (memory.pageSize() != layout.pageSize()) {
      throw new IllegalArgumentException(other("page-size", memory.pageSize(), layout.pageSize()));
    }
    Optimizer optimizer = optimizer(before, spec, now);
    if (optimizer.stride() != memory.stride()) {
      throw new IllegalArgumentException(
          other("floats of each coordinate", memory.stride(), optimizer.stride()));
    }
    boolean converts = !spec.optimizer().readsStateOf(optimizer);
    if (converts && spec.safeguards().restoreSettings() == RestoreSettings.REFUSE) {
      throw refused(
          before.otherOptimizer(now),
          "restore-settings=convert keeps the weights and begins the rest of the optimizer's state"
              + " anew");
    }
    return new Restore(spec.optimizer(optimizer).localSteps(before.localSteps()), converts);
  }

  /** The optimizer that made the state; with other rates only, the one that goes on with it. */
  private static Optimizer optimizer(TrainedAs before, TrainingSpec spec, TrainedAs now) {
    List<String> others = before.otherOptimizer(now);
    if (others.isEmpty()) {
      return spec.optimizer();
    }
    try {
      Optimizer optimizer = Optimizers.parse(before.optimizer());
      return spec.optimizer().readsStateOf(optimizer) ? spec.optimizer() : optimizer;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.join("; ", others) + "; there is no optimizer of the old text to convert from", e);
    }
  }

  /**
   * Checks the states of a restored page, which an older release may have let diverge.
   *
   * @param first the coordinate of the first
   * @throws IllegalArgumentException with the first coordinate that has a number which is not
   *     finite
   */
  public void check(int first, float[] block) {
    Optimizer optimizer = before.optimizer();
    int stride = optimizer.stride();
    for (int at = 0; at < block.length; at += stride) {
      boolean finite = Float.isFinite(optimizer.weight(block, at));
      for (int j = 0; j < stride; j++) {
        finite &= Float.isFinite(block[at + j]);
      }
      if (!finite) {
        float[] state = Arrays.copyOfRange(block, at, at + stride);
        throw new IllegalArgumentException(
            "restored state must be finite: coordinate=%d, state=%s; the model had diverged: restore an earlier checkpoint or savepoint, or train anew without this state"
                .formatted(first + at / stride, Arrays.toString(state)));
      }
    }
  }

  private static IllegalArgumentException refused(List<String> others, String way) {
    return new IllegalArgumentException(String.join("; ", others) + "; " + way);
  }

  private static String other(String name, int before, int now) {
    return TrainedAs.other(name, Integer.toString(before), Integer.toString(now));
  }
}
