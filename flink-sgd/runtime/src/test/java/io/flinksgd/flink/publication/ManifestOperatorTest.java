// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.feature.FieldKinds;
import io.flinksgd.layout.Layout;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.testing.Case;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing a harness may be interrupted
final class ManifestOperatorTest {
  /** What is good of it becomes part of the next version. */
  @Test
  void aCutThatIsNotWholeMakesNoVersion() throws Exception {
    OneInput factory =
        new OneInput(
            new ManifestOperator.Factory(new Layout(32, 16, 2, 8), Map.of(), Optional.empty()));
    var harness = new OneInputStreamOperatorTestHarness<ManifestPart, Publication>(factory);
    try {
      harness.open();
      checkpoint(harness, 1, cut(5, 1, 1, 7, true), cut(6, 1, 1, 8, true));
      assertThat(versions(harness)).containsExactly(1L);
      checkpoint(harness, 2, cut(5, 2, 0, 3, true), cut(6, 2, 0, 0, false));
      assertThat(versions(harness)).containsExactly(1L);
      checkpoint(harness, 3, cut(5, 3, 0, 0, true), cut(6, 3, 0, 0, true));
      assertThat(versions(harness)).containsExactly(1L, 2L);
      Publication.Manifest newest = (Publication.Manifest) harness.extractOutputValues().get(1);
      assertThat(newest.pages().checksum()).isEqualTo(7 ^ 8 ^ 3);
      assertThat(newest.id().cut()).isEqualTo(3);
    } finally {
      harness.close();
    }
  }

  @Test
  @Tag("case")
  void aFieldThatWasAFeatureIsNoWeight() throws Exception {
    OperatorSubtaskState state;
    try (var harness = new OneInputStreamOperatorTestHarness<>(factory("label"))) {
      harness.open();
      harness.processElement(
          new StreamRecord<>(
              new ManifestPart.Fields(new FieldKinds(Map.of("ad", 1, "price", 2), true))));
      state = harness.snapshot(1, 1);
    }
    String refusal = "";
    try (var harness = new OneInputStreamOperatorTestHarness<>(factory("label|price|user"))) {
      harness.initializeState(state);
    } catch (SuppressRestartsException e) {
      refusal = e.getCause().getMessage();
    }
    Case.holds(
        "restores",
        "features ad and price, restored with weight-field price and key-field user",
        "refused: fields=[price]",
        refusal,
        refusal.startsWith(
            "label, weight, time and key must not be fields that were features in the restored"
                + " state: fields=[price]; "));
    try (var harness = new OneInputStreamOperatorTestHarness<>(factory("label|user"))) {
      harness.initializeState(state);
    }
  }

  private static OneInput factory(String meanings) {
    return new OneInput(
        new ManifestOperator.Factory(
            new Layout(32, 16, 2, 8), Map.of("fields.meanings", meanings), Optional.empty()));
  }

  private static Cut cut(long attempt, long cut, int pages, long checksum, boolean whole) {
    return new Cut(
        new Cut.Id(9, attempt, cut), new PageSet(pages, checksum), new Learned(10), whole);
  }

  private static void checkpoint(
      OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness,
      long checkpoint,
      Cut... cuts)
      throws Exception {
    for (Cut cut : cuts) {
      harness.processElement(new StreamRecord<>(cut));
    }
    harness.getOneInputOperator().prepareSnapshotPreBarrier(checkpoint);
    harness.snapshot(checkpoint, checkpoint);
  }

  private static List<Long> versions(
      OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness) {
    return harness.extractOutputValues().stream()
        .map(each -> ((Publication.Manifest) each).id().version())
        .toList();
  }

  /** As the harness wants it. */
  private static final class OneInput extends AbstractStreamOperatorFactory<Publication>
      implements OneInputStreamOperatorFactory<ManifestPart, Publication> {
    private static final long serialVersionUID = 1L;
    private final ManifestOperator.Factory factory;

    OneInput(ManifestOperator.Factory factory) {
      this.factory = factory;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as Flink declares it
    public <T extends StreamOperator<Publication>> T createStreamOperator(
        StreamOperatorParameters<Publication> parameters) {
      return factory.createStreamOperator(parameters);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return factory.getStreamOperatorClass(loader);
    }
  }
}
