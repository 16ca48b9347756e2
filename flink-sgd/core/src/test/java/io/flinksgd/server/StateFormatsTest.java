// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StateFormatsTest {
  private static final Push PUSH =
      new Push(
          5,
          new UsedView(4, 3),
          2,
          0.5f,
          new Update(
              new Coordinates.Listed(new int[] {99, 40, 3, 50}, 1, 3),
              new Payload.Plain(new float[] {9f, 4f, 4.5f, 0.3f, 0.35f, 5f, 5.5f}, 1, 6)));

  @Test
  void bytesOfVersionOneNeverChange() throws IOException {
    assertThat(hex(Formats.write(new OpenRound.Format(), new Contribution(7, PUSH))))
        .isEqualTo(GoldenBytes.of(FormatId.OPEN_ROUND));
  }

  @Test
  void bytesOfServerStateNeverChange() throws IOException {
    assertThat(hex(Formats.write(new ServerMemory.Format(), memory())))
        .isEqualTo(GoldenBytes.of(FormatId.SERVER));
  }

  @Test
  void memoryComesBackEqual() throws IOException {
    assertThat(Formats.roundTrip(new ServerMemory.Format(), memory())).isEqualTo(memory());
  }

  @Test
  void contributionsComeBackWithTheirPartOfBorrowedArrays() throws IOException {
    Contribution read = Formats.roundTrip(new OpenRound.Format(), new Contribution(7, PUSH));
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(
            new Contribution(
                7,
                new Push(
                    5,
                    new UsedView(4, 3),
                    2,
                    0.5f,
                    new Update(
                        new Coordinates.Listed(new int[] {40, 3, 50}, 0, 3),
                        Payload.Plain.of(4f, 4.5f, 0.3f, 0.35f, 5f, 5.5f)))));
  }

  @Test
  void otherBeginningsAreRefused() throws IOException {
    Formats.refusesOtherBeginnings(new ServerMemory.Format(), memory(), Header.BYTES);
    Formats.refusesOtherBeginnings(new OpenRound.Format(), new Contribution(7, PUSH), Header.BYTES);
  }

  @Test
  void everyCoordinateOfAnOpenPushIsInThePartOfItsShard() {
    Layout layout = new Layout(64, 16, 2, 2); // two shards of two pages
    assertPart(layout, 0, new int[] {3}, new float[] {0.3f, 0.35f});
    assertPart(layout, 1, new int[] {40, 50}, new float[] {4f, 4.5f, 5f, 5.5f});
  }

  private static void assertPart(Layout layout, int shard, int[] coordinates, float[] values) {
    Contribution part = OpenRound.part(new Contribution(7, PUSH), layout, shard);
    assertThat(part.worker()).isEqualTo(7);
    assertThat(part.push().id()).isEqualTo(5);
    assertThat(part.push().examples()).isEqualTo(2);
    assertThat(part.push().weight()).isEqualTo(0.5f);
    Payload.Plain plain = part.push().update().plain();
    assertThat(plain.values()).containsExactly(values);
    assertThat(plain.count()).isEqualTo(values.length);
    Coordinates.Listed listed = (Coordinates.Listed) part.push().update().coordinates();
    assertThat(listed.list()).containsExactly(coordinates);
    assertThat(listed.count()).isEqualTo(coordinates.length);
  }

  @Test
  void aRangeIsCutByShardToo() {
    Layout layout = new Layout(64, 16, 1, 2);
    Push range =
        new Push(
            1,
            new UsedView(1, 0),
            1,
            1f,
            new Update(new Coordinates.Range(31, 2), Payload.Plain.of(1f, 2f)));
    Push first = OpenRound.part(new Contribution(0, range), layout, 0).push();
    Push second = OpenRound.part(new Contribution(0, range), layout, 1).push();
    assertThat(((Coordinates.Listed) first.update().coordinates()).list()).containsExactly(31);
    assertThat(first.update().plain().values()).containsExactly(1f);
    assertThat(((Coordinates.Listed) second.update().coordinates()).list()).containsExactly(32);
    assertThat(second.update().plain().values()).containsExactly(2f);
  }

  @Test
  void aPushWithoutCoordinatesKeepsItsExamplesInEveryPart() {
    Push none = new Push(1, new UsedView(1, 0), 10, 1f, Update.NONE);
    Push part = OpenRound.part(new Contribution(0, none), new Layout(64, 16, 1, 2), 1).push();
    assertThat(part.update().coordinates().count()).isZero();
    assertThat(part.examples()).isEqualTo(10);
    assertThat(part.present()).isTrue();
  }

  private static ServerMemory memory() {
    return new ServerMemory(
        -7, 100, 64, 16, 2, new TrainedAs(Map.of("optimizer", "sgd", "model", "linear")));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
