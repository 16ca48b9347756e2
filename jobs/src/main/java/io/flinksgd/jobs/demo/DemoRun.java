// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.jobs.flights.Flights;
import io.flinksgd.jobs.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Training while it lasts: feeds, watches and shows, and writes the report when it is over, in
 * whatever way it ended.
 */
final class DemoRun {
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Plan plan;
  private final Terminal terminal;
  private final LocalCluster cluster;
  private final JobID job;
  private final JobFollower watch;
  private final Feed feed;
  private int warned;

  DemoRun(
      Plan plan, Terminal terminal, LocalCluster cluster, JobID job, JobFollower watch, Feed feed) {
    this.plan = plan;
    this.terminal = terminal;
    this.cluster = cluster;
    this.job = job;
    this.watch = watch;
    this.feed = feed;
  }

  /** Whether all flights were learned from; false when interrupted. */
  boolean toTheEnd() throws Exception {
    boolean finished = false;
    try {
      follow();
      finished = true;
      if (plan.keepRunning()) {
        stayUntilInterrupted();
      }
    } catch (InterruptedException | InterruptException e) {
      // the flag would make everything fail that is closed from here on
      Thread.interrupted();
    } finally {
      feed.stop();
      terminal.finish();
      leave(finished);
    }
    return finished;
  }

  private void follow() throws Exception {
    CompletableFuture<JobResult> result = cluster.result(job);
    while (!result.isDone() && !cluster.runs(job)) {
      TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
    }
    watch.startAt(System.currentTimeMillis());
    Thread feeding = new Thread(feed, "feed");
    feeding.setDaemon(true);
    feeding.start();
    while (!result.isDone() && !(plan.keepRunning() && watch.seen() >= plan.records())) {
      look();
      feed.check();
    }
    if (result.isDone() && result.get().getSerializedThrowable().isPresent()) {
      throw new IOException("training failed", result.get().getSerializedThrowable().get());
    }
    // what was written last is on its way
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (!watch.complete(plan.records()) && System.nanoTime() < patience) {
      look();
    }
    if (!watch.complete(plan.records())) {
      throw new IOException(
          "%,d flights were fed, but training reports %,d learned from and %,d rejected"
              .formatted(
                  plan.records(),
                  watch.last().counts().examples(),
                  watch.last().counts().rejected()));
    }
  }

  private void look() throws Exception {
    if (watch.poll(TICK)) {
      terminal.show(watch.last());
    }
    cluster
        .training(job)
        .warningsAfter(warned)
        .forEach(
            (number, words) -> {
              terminal.say("Warning   " + words);
              warned = number;
            });
  }

  private void stayUntilInterrupted() throws Exception {
    leave(true);
    terminal.say("Still running, as asked; Ctrl-C ends it.");
    while (true) {
      TimeUnit.HOURS.sleep(1);
    }
  }

  private void leave(boolean finished) throws Exception {
    Summary summary = summary(finished);
    Path report = plan.output().resolve("report.html");
    Files.writeString(
        report,
        new Report(
                "Is this flight going to be late?",
                "Online learning on US flights: the label is an arrival more than %d minutes late."
                    .formatted(Flights.LATE),
                summary,
                plan.configuration(),
                watch.points())
            .html());
    summary.write(plan.output().resolve("summary.json"));
    terminal.say(
        String.format(
            Locale.ROOT,
            "%s  %,d flights in %.1f s (%,.0f/s), %,d rejected%s; log-loss %.4f (base rate %.4f),"
                + " AUC %.3f; model v%d, %d checkpoints",
            finished ? "Done.    " : "Stopped. ",
            summary.counts().examples(),
            summary.run().seconds(),
            summary.run().examplesPerSecond(),
            summary.counts().rejected(),
            summary.counts().rejected() == 0 ? "" : " " + summary.counts().rejectedBy(),
            summary.quality().logLoss(),
            summary.quality().baseLogLoss(),
            summary.quality().auc(),
            summary.run().modelVersion(),
            summary.run().checkpoints()));
    terminal.say("Report    " + report.toAbsolutePath().toUri());
  }

  private Summary summary(boolean finished) throws Exception {
    Point last = watch.last();
    double baseRate = last.quality().baseRate();
    long examples = last.counts().examples();
    Gap gap = last.gap();
    return new Summary(
        finished,
        new Summary.Counts(examples, last.counts().rejected(), watch.rejectedBy()),
        new Summary.Quality(
            last.quality().logLoss(), last.quality().auc(), baseRate, Summary.entropy(baseRate)),
        new Summary.Run(
            last.seconds(),
            last.seconds() > 0 ? examples / last.seconds() : 0,
            cluster.checkpoints(job),
            watch.version()),
        new Summary.Views(
            last.staleness().max(),
            gap.max(),
            Summary.orNull(gap.bound()),
            Summary.orNull(gap.bHat()),
            gap.samples(),
            gap.exceeded()),
        setting());
  }

  private Summary.Setting setting() {
    return new Summary.Setting(
        plan.parallelism(),
        TrainingOptions.CONSISTENCY.textIn(plan.training()),
        TrainingOptions.OPTIMIZER.textIn(plan.training()),
        TrainingOptions.MODEL.textIn(plan.training()),
        TrainingOptions.BATCH.in(plan.training()));
  }
}
