// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.evaluation.LossMeasure;
import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.ArtifactPart;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ModelRecordTest {
  private static final Page PAGE = new Page(7, -2, 3, 2, 32, new float[] {1f, -0.5f});
  private static final Manifest MANIFEST =
      new Manifest(
          new VersionId(7, Set.of(5L, -2L), 3, 1),
          new PageSet(1, PAGE.fingerprint()),
          new ModelShape(34, 16),
          new Learned(99),
          1000,
          new ModelDescription(Map.of("model", "lr:34")));

  private static final String WEIGHTS =
      "0000000000000003" // cut
          + "00000002" // page
          + "00000020" // first
          + "00000002" // weights
          + "0000803f"
          + "000000bf";

  private static final String FROM_THE_CUT_ON =
      "0000000000000003" // cut
          + "0000000000000001" // version
          + "00000001" // pages
          + "CHECKSUM"
          + "00000022" // dimension
          + "00000010" // page size
          + "0000000000000063" // examples
          + "00000000000003e8" // created at
          + "00000001" // entries of the spec
          + "00000005"
          + "6d6f64656c"
          + "00000005"
          + "6c723a3334";

  /** Version 2, as it stands in topics: must never change. */
  private static final String PAGE_2 =
      "4653474402" // magic, version
          + "00" // page
          + "0000000000000007" // lineage
          + "fffffffffffffffe" // attempt
          + WEIGHTS;

  private static final String MANIFEST_2 =
      "4653474402" // magic, version
          + "01" // manifest
          + "0000000000000007" // lineage
          + "00000002" // attempts
          + "fffffffffffffffe"
          + "0000000000000005"
          + FROM_THE_CUT_ON;

  /** Version 1, as it stands in topics: must never change. */
  private static final String PAGE_1 =
      "4653474401" // magic, version
          + "00" // page
          + "0000000000000007" // lineage
          + WEIGHTS;

  private static final String MANIFEST_1 =
      "4653474401" // magic, version
          + "01" // manifest
          + "0000000000000007" // lineage
          + FROM_THE_CUT_ON;

  @Test
  void usageExample() throws IOException {
    Publication back = ModelRecord.read(ModelRecord.value(PAGE));
    assertThat(back).usingRecursiveComparison().isEqualTo(PAGE);
    assertThat(ModelRecord.read(ModelRecord.value(MANIFEST))).isEqualTo(MANIFEST);
  }

  @Test
  void bytesOfVersionFourNeverChange() throws IOException {
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(ModelRecord.value(PAGE)))
        .isEqualTo(GoldenBytes.of(FormatId.PUBLICATION));
    ProgressiveLoss loss =
        new ProgressiveLoss(
            LossMeasure.LOG_LOSS,
            new ProgressiveLoss.Mean(99, 0.5, 0.75),
            new ProgressiveLoss.Mean(9, 0.25, 0.75));
    Manifest manifest =
        new Manifest(
            new VersionId(7, Set.of(5L, -2L), 3, 1),
            new PageSet(1, PAGE.fingerprint()),
            new ModelShape(34, 16),
            new Learned(99, loss),
            1000,
            new ModelDescription(
                Map.of("model", "lr:34"), new FieldKinds(Map.of("price", 1, "ad", 2), true)));
    String upToLoss =
        MANIFEST_2.replace("CHECKSUM", hex.toHexDigits(PAGE.fingerprint()))
            + "01" // log-loss
            + "0000000000000063" // examples
            + "3fe0000000000000"
            + "3fe8000000000000"
            + "0000000000000009" // of the window
            + "3fd0000000000000"
            + "3fe8000000000000";
    assertThat(hex.formatHex(ModelRecord.value(manifest)))
        .isEqualTo(
            upToLoss.replaceFirst("4653474402", "4653474404")
                + "01" // complete
                + "00000002" // fields
                + ("00000002" + "6164" + "02")
                + ("00000005" + "7072696365" + "01"));
    assertThat(ModelRecord.read(ModelRecord.value(manifest))).isEqualTo(manifest);
    String versionThree = upToLoss.replaceFirst("4653474402", "4653474403");
    Manifest old = (Manifest) ModelRecord.read(hex.parseHex(versionThree));
    assertThat(old.learned().loss()).isEqualTo(loss);
    assertThat(old.description().fields()).isEqualTo(FieldKinds.UNKNOWN);
  }

  @Test
  void recordsOfVersionTwoAreReadWithoutALoss() throws IOException {
    HexFormat hex = HexFormat.of();
    assertThat(ModelRecord.read(hex.parseHex(PAGE_2))).usingRecursiveComparison().isEqualTo(PAGE);
    String manifest = MANIFEST_2.replace("CHECKSUM", hex.toHexDigits(PAGE.fingerprint()));
    assertThat(ModelRecord.read(hex.parseHex(manifest))).isEqualTo(MANIFEST);
  }

  @Test
  void partsOfAnArtifactHaveBytesOfTheirOwn() throws IOException {
    HexFormat hex = HexFormat.of();
    ArtifactPart part = new ArtifactPart("ab", 1, 2, new byte[] {9, -1});
    String bytes = "4653474404" + "02" + "00000002" + "6162" + "00000001" + "00000002";
    assertThat(hex.formatHex(ModelRecord.value(part))).isEqualTo(bytes + "00000002" + "09ff");
    assertThat(ModelRecord.key(part)).asHexString().isEqualTo("4100000001");
    assertThat(ModelRecord.read(ModelRecord.value(part)))
        .usingRecursiveComparison()
        .isEqualTo(part);
    byte[] absurd = hex.parseHex(bytes + "7fffffff");
    assertThatThrownBy(() -> ModelRecord.read(absurd))
        .hasMessage("part of an artifact must have at most 524288 bytes: bytes=2147483647");
  }

  @Test
  void recordsOfVersionOneAreReadAsIfTheirLineageWereOneAttempt() throws IOException {
    HexFormat hex = HexFormat.of();
    assertThat(ModelRecord.read(hex.parseHex(PAGE_1)))
        .usingRecursiveComparison()
        .isEqualTo(new Page(7, 7, 3, 2, 32, new float[] {1f, -0.5f}));
    String manifest = MANIFEST_1.replace("CHECKSUM", hex.toHexDigits(PAGE.fingerprint()));
    assertThat(ModelRecord.read(hex.parseHex(manifest)))
        .isEqualTo(
            new Manifest(
                new VersionId(7, Set.of(7L), 3, 1),
                new PageSet(1, PAGE.fingerprint()),
                new ModelShape(34, 16),
                new Learned(99),
                1000,
                new ModelDescription(Map.of("model", "lr:34"))));
  }

  @Test
  void compactionKeepsOneCopyOfPageAndOneManifest() {
    Page newer = new Page(8, 1, 9, 2, 32, new float[2]);
    assertThat(ModelRecord.key(PAGE)).isEqualTo(ModelRecord.key(newer));
    assertThat(ModelRecord.key(PAGE))
        .isNotEqualTo(ModelRecord.key(new Page(7, 1, 3, 3, 48, new float[2])));
    assertThat(ModelRecord.key(MANIFEST)).asHexString().isEqualTo("4D");
  }

  @Test
  void damagedRecordsAreRefusedBeforeAnythingLargeIsAllocated() {
    byte[] page = ModelRecord.value(PAGE);
    assertThatThrownBy(() -> ModelRecord.read(new byte[10]))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "publication must begin with magic FSGD and version 1 to 4: magic=00000000, version=0");
    byte[] absurd = page.clone();
    ByteBuffer.wrap(absurd).putInt(38, Integer.MAX_VALUE);
    assertThatThrownBy(() -> ModelRecord.read(absurd))
        .hasMessageContaining("page must hold what it announces: weights=2147483647");
    byte[] newer = page.clone();
    newer[4] = 5;
    assertThatThrownBy(() -> ModelRecord.read(newer)).hasMessageContaining("version=5");
    for (int length = 0; length < page.length; length++) {
      byte[] torn = java.util.Arrays.copyOf(page, length);
      assertThatThrownBy(() -> ModelRecord.read(torn)).isInstanceOf(IOException.class);
    }
  }
}
