// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class PageFormatTest {

  @Test
  void usageExample() throws IOException {
    Page page = new Page(new float[] {1f, -2f}, 77);
    page.unpublished = true;
    page.dirty = true;
    page.recent = true;
    Page read = Formats.roundTrip(new PageFormat(), page);
    assertThat(read.block).containsExactly(1f, -2f);
    assertThat(read.fingerprint).isEqualTo(77);
    assertThat(read.unpublished).isTrue();
    assertThat(read.dirty).isFalse();
    assertThat(read.recent).isFalse();
  }

  @Test
  void bytesOfVersionOneNeverChange() throws IOException {
    Page page = new Page(new float[] {1f, -2f}, 77);
    assertThat(HexFormat.of().formatHex(Formats.write(new PageFormat(), page)))
        .isEqualTo(GoldenBytes.of(FormatId.PAGE));
  }

  @Test
  void otherBeginningsAreRefused() throws IOException {
    Formats.refusesOtherBeginnings(new PageFormat(), new Page(new float[1], 0), Header.BYTES);
  }
}
