package io.flinksgd.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.message.WireType;
import io.flinksgd.model.FieldKinds;
import io.flinksgd.model.Layout;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() may be interrupted
final class ManifestOperatorTest {
  private static final Layout LAYOUT = new Layout(64, 16, 1, 2);

  private static OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness()
      throws Exception {
    OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness =
        new OneInputStreamOperatorTestHarness<>(
            new ManifestOperator.Factory(LAYOUT, Map.of("model", "m"), Optional.empty()));
    harness.setup(WireType.PUBLICATION.serializer());
    return harness;
  }

  private static void cut(
      OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness, long checksum)
      throws Exception {
    harness.processElement(
        new StreamRecord<>(new Cut(9, 5, 1, 1, checksum, 10, ProgressiveLoss.UNKNOWN)));
  }

  private static void fields(
      OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness,
      Map<String, Integer> bits)
      throws Exception {
    harness.processElement(new StreamRecord<>(new ManifestPart.Fields(new FieldKinds(bits, true))));
  }

  /** The fields of the newest manifest. */
  private static Map<String, Integer> published(
      OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness) {
    Publication.Manifest newest =
        (Publication.Manifest)
            harness.extractOutputValues().get(harness.extractOutputValues().size() - 1);
    return newest.fields().bits();
  }

  @Test
  void everyVersionSaysWhatFieldsWere() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      fields(harness, Map.of("ad", 2, "price", 1));
      cut(harness, 1);
      harness.prepareSnapshotPreBarrier(1);
      assertThat(published(harness)).isEqualTo(Map.of("ad", 2, "price", 1));
      fields(harness, Map.of("ad", 1));
      cut(harness, 2);
      harness.prepareSnapshotPreBarrier(2);
      assertThat(published(harness)).isEqualTo(Map.of("ad", 3, "price", 1));
      state = harness.snapshot(2, 0);
    }
    try (var restored = harness()) {
      restored.initializeState(state);
      restored.open();
      fields(restored, Map.of("hour", 2));
      cut(restored, 3);
      restored.prepareSnapshotPreBarrier(3);
      assertThat(published(restored)).isEqualTo(Map.of("ad", 3, "price", 1, "hour", 2));
    }
  }

  @Test
  void fieldsAloneMakeNoVersion() throws Exception {
    try (var harness = harness()) {
      harness.open();
      fields(harness, Map.of("ad", 2));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }
}
