// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RejectionOperatorTest {
  private OneInputStreamOperatorTestHarness<Rejected, WorkerReport> refused;

  @BeforeEach
  void open() throws Exception {
    refused = new OneInputStreamOperatorTestHarness<>(new RejectionOperator.Factory(100), 1, 1, 0);
    refused.open();
  }

  @AfterEach
  void close() throws Exception {
    refused.close();
  }

  @Test
  void usageExample() throws Exception {
    refuse(Reason.UNPARSABLE);
    refuse(Reason.MISSING_LABEL);
    refuse(Reason.UNPARSABLE);
    refused.setProcessingTime(99);
    assertThat(reported()).isEmpty();
    refused.setProcessingTime(100);
    assertThat(reported()).containsExactly("3 of 3: UNPARSABLE 2, MISSING_LABEL 1");
  }

  @Test
  void eachRecordIsReportedOnce() throws Exception {
    refuse(Reason.UNPARSABLE);
    refused.setProcessingTime(100);
    refused.setProcessingTime(1000);
    refuse(Reason.TOMBSTONE);
    refused.setProcessingTime(1100);
    assertThat(reported()).containsExactly("1 of 1: UNPARSABLE 1", "1 of 1: TOMBSTONE 1");
  }

  @Test
  void aBarrierLeavesNothingBehindIt() throws Exception {
    refuse(Reason.UNPARSABLE);
    refused.getOneInputOperator().prepareSnapshotPreBarrier(1);
    assertThat(reported()).hasSize(1);
    refused.getOneInputOperator().prepareSnapshotPreBarrier(2);
    assertThat(reported()).hasSize(1);
  }

  @Test
  void theEndOfTheInputIsReportedAndNothingAfterIt() throws Exception {
    refuse(Reason.UNPARSABLE);
    refused.endInput();
    assertThat(reported()).hasSize(1);
    refused.setProcessingTime(1000);
    refused.getOneInputOperator().prepareSnapshotPreBarrier(1);
    assertThat(reported()).hasSize(1);
  }

  private void refuse(Reason reason) throws Exception {
    refused.processElement(
        new StreamRecord<>(Rejected.of(reason, "", new Origin("t", 0, 7), new byte[0])));
  }

  private List<String> reported() {
    return refused.extractOutputValues().stream()
        .map(
            report ->
                report.rejections().total()
                    + " of "
                    + report.records()
                    + ": "
                    + report.rejections())
        .toList();
  }
}
