// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WorkerReportTest {
  private static final WorkerReport.Format FORMAT = new WorkerReport.Format();
  private static final Model MODEL = LogisticRegression.dense(1);
  private static final Rejected REJECTED =
      Rejected.of(Reason.BAD_LABEL, "label must be 0 or 1: label=2", Origin.UNKNOWN, new byte[0]);

  @Test
  void usageExample() {
    WorkerReport report = new WorkerReport(3);
    assertThat(report.isEmpty()).isTrue();
    report.merge(new WorkerReport(70));
    report.merge(new WorkerReport(70));
    report.learned(MODEL, batch(1f, 0f), new float[] {0.75f, 0.25f, 99f}, Learner.NO_PROBABILITIES);
    report.came();
    report.came();
    report.came();
    report.rejected(REJECTED);
    report.staleness(3);
    report.staleness(1);
    report.gap(0.5, 2, 0.1);
    assertThat(report.isEmpty()).isFalse();
    GapStatistics gaps = new GapStatistics();
    gaps.add(0.5, 2, 0.1);
    Progress progress = report.progress(77, report, true);
    Scores scores = new Scores();
    scores.add(0.75f, 1f, 1f);
    scores.add(0.25f, 0f, 1f);
    Rejections rejections = new Rejections();
    rejections.add(REJECTED);
    assertThat(progress)
        .isEqualTo(
            new Progress(
                77,
                new Progress.Work(3, 2, 1, 2, new Traffic()),
                new Progress.Staleness(3, 2.0),
                new Progress.Results(scores, gaps, rejections),
                new Progress.Results(scores, gaps, rejections),
                true));
    assertThat(progress.rejected()).isEqualTo(1);
  }

  @Test
  void totalAndWindowAreSeparate() {
    WorkerReport window = new WorkerReport();
    window.learned(MODEL, batch(1f), new float[] {0.5f}, Learner.NO_PROBABILITIES);
    window.staleness(2);
    WorkerReport total = new WorkerReport();
    total.learned(MODEL, batch(0f, 0f), new float[] {0.5f, 0.25f}, Learner.NO_PROBABILITIES);
    total.staleness(7);
    total.merge(window);
    Progress progress = total.progress(0, window, false);
    assertThat(progress.examples()).isEqualTo(3);
    assertThat(progress.work().steps()).isEqualTo(2);
    assertThat(progress.staleness().max()).isEqualTo(7);
    assertThat(progress.staleness().mean()).isEqualTo(2);
    assertThat(progress.total().scores().examples()).isEqualTo(3);
    assertThat(progress.window().scores().examples()).isEqualTo(1);
    total.merge(window);
    assertThat(progress.total().scores().examples()).isEqualTo(3);
  }

  @Test
  void anyOneThingMakesItWorthSending() {
    WorkerReport rejected = new WorkerReport();
    rejected.rejected(REJECTED);
    assertThat(rejected.isEmpty()).isFalse();
    WorkerReport stale = new WorkerReport();
    stale.staleness(1);
    assertThat(stale.isEmpty()).isFalse();
    WorkerReport merged = new WorkerReport();
    merged.merge(new WorkerReport());
    assertThat(merged.isEmpty()).isTrue();
    assertThat(merged.progress(0, merged, false).staleness().mean()).isZero();
  }

  @Test
  void comesBackFromBytes() throws IOException {
    WorkerReport report = new WorkerReport(70);
    report.learned(MODEL, batch(1f, 0f), new float[] {0.75f, 0.25f}, Learner.NO_PROBABILITIES);
    report.came();
    report.rejected(REJECTED);
    report.staleness(5);
    report.gap(0, 0, 1);
    report.gap(1.5, 1, 0.5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FORMAT.write(report, new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    WorkerReport read = FORMAT.read(3, in);
    assertThat(in.available()).isZero();
    assertThat(read.progress(1, read, false)).isEqualTo(report.progress(1, report, false));
  }

  @Test
  void bytesNeverChange() throws IOException {
    WorkerReport report = new WorkerReport(70);
    MiniBatch batch = batch(1f, 0f);
    batch.weight[1] = 2f;
    report.learned(MODEL, batch, new float[] {0.75f, 0.25f}, Learner.NO_PROBABILITIES);
    report.came();
    report.rejected(Rejected.of(Reason.BAD_LABEL, "bad", new Origin("t", 1, 2), new byte[0]));
    report.staleness(5);
    report.gap(1.5, 1, 0.5);
    Traffic traffic = new Traffic();
    traffic.pushed(12);
    traffic.pulled(34);
    traffic.stepped();
    traffic.lost(0.5, 0.75);
    report.traffic(traffic);
    assertThat(Formats.write(FORMAT, report))
        .asHexString()
        .isEqualToIgnoringCase(GoldenBytes.of(FormatId.REPORT));
  }

  @Test
  void refusesBytesOfAnotherVersion() {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(new byte[9]));
    assertThatThrownBy(() -> FORMAT.read(3, in))
        .hasMessage("report must begin with magic FSGW and version 1: magic=00000000, version=0");
  }

  private static MiniBatch batch(float... labels) {
    MiniBatch batch = new MiniBatch(labels.length, Numbering.identity());
    for (float label : labels) {
      batch.endExample(label, 1f, 0L, "", Origin.UNKNOWN);
    }
    return batch;
  }
}
