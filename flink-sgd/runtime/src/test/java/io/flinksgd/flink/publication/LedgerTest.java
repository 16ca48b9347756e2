// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.feature.FieldKinds;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final Set<Long> BOTH = Set.of(5L, -7L);
  private static final FieldKinds FIELDS = new FieldKinds(Map.of("ad", 2, "price", 3), true);

  @Test
  void usageExample() {
    Ledger ledger = Ledger.EMPTY.with(FIELDS);
    ledger =
        ledger
            .enter(new Cut(new Cut.Id(9, -7, 1), new PageSet(2, 0b0110), new Learned(100), true))
            .enter(new Cut(new Cut.Id(9, 5, 1), new PageSet(1, 0b0011), new Learned(90), true));
    assertThat(ledger).isEqualTo(ledger(9, BOTH, 0, new PageSet(3, 0b0101), 100, true));
    assertThat(ledger.published())
        .isEqualTo(ledger(9, BOTH, 1, new PageSet(3, 0b0101), 100, false));
  }

  @Test
  void aCutWithoutChangeMakesNoVersion() {
    Ledger ledger = ledger(9, BOTH, 4, new PageSet(3, 5), 100, false);
    assertThat(
            ledger.enter(new Cut(new Cut.Id(9, 5, 2), new PageSet(0, 0), new Learned(120), true)))
        .isEqualTo(ledger(9, BOTH, 4, new PageSet(3, 5), 120, false));
  }

  @Test
  void pagesThatReplaceOthersChangeTheChecksumOnly() {
    Publication.Page before = page(0, 1, 1f);
    Publication.Page after = page(0, 2, 2f);
    Ledger ledger =
        ledger(9, BOTH, 1, new PageSet(1, before.fingerprint()), 10, false)
            .enter(
                new Cut(
                    new Cut.Id(9, 5, 2),
                    new PageSet(0, before.fingerprint() ^ after.fingerprint()),
                    new Learned(20),
                    true));
    assertThat(ledger).isEqualTo(ledger(9, BOTH, 1, new PageSet(1, after.fingerprint()), 20, true));
  }

  @Test
  void restoredLedgerCountsThePagesOfItsOwnAttemptsOnly() {
    Ledger restored = ledger(9, BOTH, 4, new PageSet(3, 5), 100, true).restored();
    assertThat(restored).isEqualTo(ledger(9, Set.of(), 4, new PageSet(0, 0), 100, false));
    assertThat(
            restored
                .enter(new Cut(new Cut.Id(9, 11, 6), new PageSet(3, 8), new Learned(100), true))
                .published())
        .isEqualTo(ledger(9, Set.of(11L), 5, new PageSet(3, 8), 100, false));
  }

  @Test
  void fingerprintsTellPageCutAndEveryWeight() {
    long fingerprint = page(1, 2, 1f, 0f).fingerprint();
    assertThat(page(1, 2, 1f, 0f).fingerprint()).isEqualTo(fingerprint);
    assertThat(page(2, 2, 1f, 0f).fingerprint()).isNotEqualTo(fingerprint);
    assertThat(page(1, 3, 1f, 0f).fingerprint()).isNotEqualTo(fingerprint);
    assertThat(page(1, 2, 1f, Float.MIN_VALUE).fingerprint()).isNotEqualTo(fingerprint);
    assertThat(page(1, 2, 0f, 1f).fingerprint()).isNotEqualTo(fingerprint);
    assertThat(page(1, 2, 1f).fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void bytesOfLedgersNeverChange() throws IOException {
    Ledger ledger = ledger(9, Set.of(), 4, new PageSet(3, 5), 100, true);
    assertThat(Formats.roundTrip(new Ledger.Format(), ledger)).isEqualTo(ledger);
    assertThat(HexFormat.of().formatHex(Formats.write(new Ledger.Format(), ledger)))
        .isEqualTo(GoldenBytes.of(FormatId.LEDGER));
  }

  @Test
  void bytesOfCutsNeverChange() throws IOException {
    Cut cut = new Cut(new Cut.Id(9, 5, 2), new PageSet(3, -1), new Learned(7), true);
    assertThat(Formats.roundTrip(new Cut.Format(), cut)).isEqualTo(cut);
    assertThat(HexFormat.of().formatHex(Formats.write(new Cut.Format(), cut)))
        .isEqualTo(
            "03"
                + "0000000000000009"
                + "0000000000000005"
                + "0000000000000002"
                + "00000003"
                + "ffffffffffffffff"
                + "0000000000000007"
                + "01" // log-loss
                + ("0000000000000000" + "7ff8000000000000" + "7ff8000000000000").repeat(2));
  }

  @Test
  void aCutThatIsNotWholeSaysSo() throws IOException {
    Cut cut = new Cut(new Cut.Id(9, 5, 2), new PageSet(3, -1), new Learned(7), false);
    assertThat(Formats.write(new Cut.Format(), cut)).startsWith(4);
    assertThat(Formats.roundTrip(new Cut.Format(), cut)).isEqualTo(cut);
  }

  @Test
  void otherBeginningsAreRefused() throws IOException {
    Formats.refusesOtherBeginnings(new Ledger.Format(), Ledger.EMPTY, Header.BYTES);
    byte[] old =
        Formats.write(
            new Cut.Format(),
            new Cut(new Cut.Id(9, 5, 2), new PageSet(3, -1), new Learned(7), true));
    old[0] = 1;
    assertThatThrownBy(() -> Formats.read(new Cut.Format(), old))
        .hasMessage("cut must be of version 3 or 4: version=1");
  }

  private static Ledger ledger(
      long lineage,
      Set<Long> attempts,
      long versions,
      PageSet pages,
      long examples,
      boolean changed) {
    return new Ledger(
        new Ledger.Run(lineage, attempts, versions), pages, examples, changed, FIELDS);
  }

  private static Publication.Page page(int number, long cut, float... weights) {
    return new Publication.Page(9, 5, cut, number, 0, weights);
  }
}
