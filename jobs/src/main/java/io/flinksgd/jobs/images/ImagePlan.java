// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.flink.option.TrainingSettings;
import io.flinksgd.jobs.JobOptions;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.network.Network;
import io.flinksgd.spec.TrainingSpec;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;

/**
 * What is to be trained on which images.
 *
 * @param data folder with the four files
 * @param schedule how often which images are streamed
 * @param output where summary and log go
 * @param straggler {@code MILLISECONDSms:SHARE}, or empty
 * @param options of training
 */
record ImagePlan(
    Path data, Schedule schedule, Path output, String straggler, Configuration options) {
  static final String IMAGES = "images";
  static final String TEST = "images-test";
  static final String MODEL = "images-model";
  static final String METRICS = "images-metrics";
  static final String REJECTED = "images-rejected";

  /**
   * How often which images are streamed.
   *
   * @param epochs at least 1
   * @param images how many of the training images an epoch has; 0 for all
   * @param evaluate whether held-out accuracy is measured after each epoch, not only after the last
   */
  record Schedule(int epochs, int images, boolean evaluate) {
    Schedule {
      if (epochs < 1) {
        throw new IllegalArgumentException("epochs must be >= 1: epochs=" + epochs);
      }
      if (images < 0) {
        throw new IllegalArgumentException("images must be >= 0: images=" + images);
      }
    }

    /** How many of {@code all} images an epoch has. */
    int imagesOfEpoch(int all) {
      return images == 0 ? all : Math.min(images, all);
    }
  }

  /** What the command sets where the user says nothing. */
  static Configuration defaults() {
    Configuration config = new Configuration();
    config.setString(TrainingOptions.MODEL.name(), "lenet");
    config.setString(TrainingOptions.CONSISTENCY.name(), "synchronous");
    config.setString(TrainingOptions.BATCH.name(), "64");
    config.setString(TrainingOptions.PAGE_SIZE.name(), "16384");
    config.setString(TrainingOptions.PROGRESS_INTERVAL.name(), "250ms");
    config.setString(JobOptions.PARALLELISM.name(), "2");
    return config;
  }

  /**
   * The default optimizer: its rate falls to zero over all of the images. It begins low, because
   * with momentum the first gradients are too large for views that lack an update.
   */
  static String optimizer(long images) {
    return "momentum:rate=0.05,momentum=0.9,decay=cosine,length=%d,warm-up=%d"
        .formatted(images, Math.min(12_800, images / 8));
  }

  int parallelism() {
    return JobOptions.PARALLELISM.in(options);
  }

  /**
   * What is trained and how.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  TrainingSpec spec(int imagesOfEpoch) {
    Configuration all = new Configuration(options);
    if (all.getOptional(TrainingOptions.OPTIMIZER.config()).isEmpty()) {
      all.setString(
          TrainingOptions.OPTIMIZER.name(), optimizer((long) schedule.epochs * imagesOfEpoch));
    }
    Model model = Models.parse(TrainingOptions.MODEL.in(all));
    if (!(model instanceof Network)) {
      throw new IllegalArgumentException(
          "network must be softmax, mlp, lenet or resnet20: network=" + model.spec());
    }
    TrainingSpec spec = TrainingSettings.from(all).spec();
    spec.check(parallelism());
    return spec;
  }
}
