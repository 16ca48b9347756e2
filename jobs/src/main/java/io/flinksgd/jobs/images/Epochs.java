// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.spec.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;

/**
 * Training while it lasts: one epoch after the other is fed, learned from, published and measured.
 */
final class Epochs {
  private static final Duration TICK = Duration.ofMillis(20);

  private final ImagePlan plan;
  private final TrainingSpec spec;
  private final ImageSet set;
  private final int images;
  private final LocalCluster cluster;
  private final JobID job;
  private final ImageFeed feed;
  private final ProgressFeed progress;
  private final HeldOut heldOut;
  private final CompletableFuture<JobResult> result;
  private final List<Double> accuracy = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private long version;

  Epochs(
      ImagePlan plan,
      TrainingSpec spec,
      ImageSet set,
      int images,
      LocalCluster cluster,
      JobID job,
      ImageFeed feed,
      ProgressFeed progress,
      HeldOut heldOut) {
    this.plan = plan;
    this.spec = spec;
    this.set = set;
    this.images = images;
    this.cluster = cluster;
    this.job = job;
    this.feed = feed;
    this.progress = progress;
    this.heldOut = heldOut;
    this.result = cluster.result(job);
  }

  ImageSummary run() throws Exception {
    while (!result.isDone() && !cluster.runs(job)) {
      TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
    }
    for (int epoch = 1; epoch <= plan.schedule().epochs(); epoch++) {
      feed.write(set, images, epoch);
      long start = Math.max(progress.at(), System.currentTimeMillis());
      follow((long) epoch * images);
      seconds.add((progress.at() - start) / 1000.0);
      if (epoch < plan.schedule().epochs() && plan.schedule().evaluate()) {
        cluster.checkpoint(job).get();
        measure(epoch);
      }
    }
    failIfFailed(result.get());
    measure(plan.schedule().epochs());
    return summary();
  }

  /** Waits until so many images are learned from. */
  private void follow(long until) throws Exception {
    while (progress.seen() < until) {
      boolean over = result.isDone(); // asked first: then nothing is written after it was read
      boolean news = progress.poll(TICK);
      if (over) {
        failIfFailed(result.get());
        if (!news && progress.caughtUp() && progress.seen() < until) {
          throw new IOException(
              "progress must reach %d images before the job ends: images=%d"
                  .formatted(until, progress.seen()));
        }
      }
    }
  }

  private static void failIfFailed(JobResult ended) throws IOException {
    if (ended.getSerializedThrowable().isPresent()) {
      throw new IOException("training failed", ended.getSerializedThrowable().get());
    }
  }

  private void measure(int epoch) throws Exception {
    PublishedModel model = heldOut.await((long) epoch * images - progress.number("/rejected"));
    version = model.version();
    accuracy.add(heldOut.accuracy(model));
    double took = seconds.get(epoch - 1);
    System.out.printf(
        Locale.ROOT,
        "epoch %d: %.1f s, %,.0f images/s, test accuracy %.2f %% (model v%d)%n",
        epoch,
        took,
        images / took,
        100 * accuracy.get(accuracy.size() - 1),
        version);
  }

  private ImageSummary summary() throws IOException {
    double all = seconds.stream().mapToDouble(Double::doubleValue).sum();
    return new ImageSummary(
        new ImageSummary.Method(
            spec.model().spec(),
            spec.optimizer().spec(),
            spec.consistency().spec(),
            spec.encoding().codec().spec(),
            spec.encoding().viewCodec().spec()),
        new ImageSummary.Load(
            plan.parallelism(), spec.stepping().batch(), images, plan.straggler()),
        new ImageSummary.Course(
            accuracy, seconds, (double) images * plan.schedule().epochs() / all),
        new ImageSummary.Traffic(
            progress.value("/traffic/bytesPerStep"),
            progress.value("/traffic/contraction"),
            progress.value("/traffic/contractionBound")),
        new ImageSummary.End(
            progress.value("/gap/max"),
            progress.number("/gap/exceeded"),
            progress.number("/steps"),
            progress.number("/rejected"),
            version,
            resident()));
  }

  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    }
    return 0;
  }
}
