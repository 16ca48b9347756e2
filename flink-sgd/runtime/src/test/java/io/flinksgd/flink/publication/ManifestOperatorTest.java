// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.feature.FieldKinds;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.layout.Layout;
import io.flinksgd.model.Artifact;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.testing.Case;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing a harness may be interrupted
final class ManifestOperatorTest {
  private static final Layout LAYOUT = new Layout(32, 16, 2, 8);

  @Test
  void usageExample() throws Exception {
    try (var manifests = open(Optional.empty(), null)) {
      checkpoint(manifests, 1, cut(5, 1, 1, 7, true), cut(6, 1, 2, 8, true));
      assertThat(versions(manifests)).containsExactly(1L);
      Publication.Manifest first = manifest(manifests, 0);
      assertThat(first.id().lineage()).isEqualTo(9);
      assertThat(first.id().attempts()).containsExactlyInAnyOrder(5L, 6L);
      assertThat(first.id().cut()).isEqualTo(1);
      assertThat(first.pages().count()).isEqualTo(3);
      assertThat(first.pages().checksum()).isEqualTo(7 ^ 8);
      assertThat(first.learned().examples()).isEqualTo(10);
      checkpoint(manifests, 2, cut(5, 2, 0, 0, true), cut(6, 2, 0, 0, true));
      assertThat(versions(manifests)).as("nothing has changed").containsExactly(1L);
    }
  }

  /** What is good of it becomes part of the next version. */
  @Test
  void aCutThatIsNotWholeMakesNoVersion() throws Exception {
    try (var manifests = open(Optional.empty(), null)) {
      checkpoint(manifests, 1, cut(5, 1, 1, 7, true), cut(6, 1, 1, 8, true));
      assertThat(versions(manifests)).containsExactly(1L);
      checkpoint(manifests, 2, cut(5, 2, 0, 3, true), cut(6, 2, 0, 0, false));
      assertThat(versions(manifests)).containsExactly(1L);
      checkpoint(manifests, 3, cut(5, 3, 0, 0, true), cut(6, 3, 0, 0, true));
      assertThat(versions(manifests)).containsExactly(1L, 2L);
      Publication.Manifest newest = manifest(manifests, 1);
      assertThat(newest.pages().checksum()).isEqualTo(7 ^ 8 ^ 3);
      assertThat(newest.id().cut()).isEqualTo(3);
    }
  }

  @Test
  void theEndOfTheInputMakesTheLastVersion() throws Exception {
    try (var manifests = open(Optional.empty(), null)) {
      manifests.processElement(new StreamRecord<>(cut(5, Publication.FINAL_CUT, 1, 7, true)));
      assertThat(versions(manifests)).isEmpty();
      manifests.endInput();
      assertThat(versions(manifests)).containsExactly(1L);
      assertThat(manifest(manifests, 0).id().cut()).isEqualTo(Publication.FINAL_CUT);
      checkpoint(manifests, 4);
      assertThat(versions(manifests)).containsExactly(1L);
    }
  }

  @Test
  void aRestoredRunCountsItsVersionsOnAndItsPagesAnew() throws Exception {
    OperatorSubtaskState state;
    try (var manifests = open(Optional.empty(), null)) {
      checkpoint(manifests, 1, cut(5, 1, 2, 7, true));
      checkpoint(manifests, 2, cut(5, 2, 0, 3, true));
      state = manifests.snapshot(3, 3);
    }
    try (var manifests = open(Optional.empty(), state)) {
      checkpoint(manifests, 4);
      assertThat(versions(manifests)).as("no server has published yet").isEmpty();
      checkpoint(manifests, 5, cut(11, 5, 2, 6, true));
      assertThat(versions(manifests)).containsExactly(3L);
      Publication.Manifest newest = manifest(manifests, 0);
      assertThat(newest.id().attempts()).containsExactly(11L);
      assertThat(newest.pages().count()).isEqualTo(2);
      assertThat(newest.pages().checksum()).isEqualTo(6);
    }
  }

  @Test
  void theArtifactComesOnceInFrontOfTheFirstVersionOfEachRun() throws Exception {
    Artifact artifact = Artifact.of(new byte[] {1, 2, 3});
    OperatorSubtaskState state = null;
    for (int run = 0; run < 2; run++) {
      try (var manifests = open(Optional.of(artifact), state)) {
        checkpoint(manifests, 1);
        assertThat(manifests.extractOutputValues()).isEmpty();
        checkpoint(manifests, 2, cut(run, 2, 1, 7, true));
        checkpoint(manifests, 3, cut(run, 3, 0, 1, true));
        assertThat(manifests.extractOutputValues())
            .extracting(each -> each.getClass().getSimpleName())
            .containsExactly("ArtifactPart", "Manifest", "Manifest");
        state = manifests.snapshot(4, 4);
      }
    }
  }

  @Test
  void aVersionSaysWhatTheFieldsOfTheRecordsWereAlsoAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (var manifests = open(Optional.empty(), null)) {
      fields(manifests, Map.of("ad", 1));
      checkpoint(manifests, 1, cut(5, 1, 1, 7, true));
      assertThat(manifest(manifests, 0).description().fields().bits()).isEqualTo(Map.of("ad", 1));
      fields(manifests, Map.of("ad", 2, "price", 2));
      state = manifests.snapshot(2, 2);
    }
    try (var manifests = open(Optional.empty(), state)) {
      checkpoint(manifests, 3, cut(6, 3, 1, 7, true));
      assertThat(manifest(manifests, 0).description().fields().bits())
          .isEqualTo(Map.of("ad", 3, "price", 2));
    }
  }

  @Test
  @Tag("case")
  void aFieldThatWasAFeatureIsNoWeight() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(factory("label"))) {
      harness.open();
      fields(harness, Map.of("ad", 1, "price", 2));
      state = harness.snapshot(1, 1);
    }
    String refusal = "";
    try (var harness = harness(factory("label|price|user"))) {
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
    try (var harness = harness(factory("label|user"))) {
      harness.initializeState(state);
    }
  }

  private static ManifestOperator.Factory factory(String meanings) {
    return new ManifestOperator.Factory(
        LAYOUT, Map.of("fields.meanings", meanings), Optional.empty());
  }

  private static OneInputStreamOperatorTestHarness<ManifestPart, Publication> harness(
      ManifestOperator.Factory factory) throws Exception {
    var manifests =
        new OneInputStreamOperatorTestHarness<ManifestPart, Publication>(factory, 1, 1, 0);
    manifests.setup(WireType.PUBLICATION.createSerializer(new SerializerConfigImpl()));
    return manifests;
  }

  private static OneInputStreamOperatorTestHarness<ManifestPart, Publication> open(
      Optional<Artifact> artifact, OperatorSubtaskState state) throws Exception {
    var manifests = harness(new ManifestOperator.Factory(LAYOUT, Map.of(), artifact));
    if (state != null) {
      manifests.initializeState(state);
    }
    manifests.open();
    return manifests;
  }

  private static void fields(
      OneInputStreamOperatorTestHarness<ManifestPart, Publication> manifests,
      Map<String, Integer> kinds)
      throws Exception {
    manifests.processElement(
        new StreamRecord<>(new ManifestPart.Fields(new FieldKinds(kinds, true))));
  }

  private static Publication.Manifest manifest(
      OneInputStreamOperatorTestHarness<ManifestPart, Publication> manifests, int number) {
    return (Publication.Manifest) manifests.extractOutputValues().get(number);
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
}
