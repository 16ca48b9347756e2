// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class RejectionsTest {
  @Test
  void usageExample() {
    Rejections rejections = new Rejections();
    rejections.add(rejected(Reason.MISSING_LABEL, "label must be given"));
    rejections.add(rejected(Reason.UNPARSABLE, "record must be JSON"));
    rejections.add(rejected(Reason.UNPARSABLE, "record must be JSON, too"));
    rejections.add(rejected(Reason.UNPARSABLE, "not kept"));
    assertThat(rejections.total()).isEqualTo(4);
    assertThat(rejections.byReason())
        .containsEntry(Reason.UNPARSABLE, 3L)
        .containsEntry(Reason.OVERSIZED, 0L);
    assertThat(rejections).hasToString("UNPARSABLE 3, MISSING_LABEL 1");
    assertThat(rejections.first())
        .containsExactly(
            "MISSING_LABEL at clicks-2@17: label must be given",
            "UNPARSABLE at clicks-2@17: record must be JSON",
            "UNPARSABLE at clicks-2@17: record must be JSON, too");
  }

  @Test
  void wordsStayOnOneLineAndShort() {
    Rejections rejections = new Rejections();
    rejections.add(rejected(Reason.UNPARSABLE, "a\nb\u001b[31m" + "x".repeat(500)));
    assertThat(rejections.first().get(0))
        .startsWith("UNPARSABLE at clicks-2@17: a?b?[31mxxx")
        .hasSize(303)
        .endsWith("x...");
  }

  @Test
  void mergedAreThoseOfBothEarlierOnesFirst() {
    Rejections first = new Rejections();
    first.add(rejected(Reason.UNPARSABLE, "1"));
    first.add(rejected(Reason.UNPARSABLE, "2"));
    Rejections second = new Rejections();
    second.add(rejected(Reason.TOMBSTONE, "3"));
    second.add(rejected(Reason.TOMBSTONE, "4"));
    Rejections before = second.copy();
    first.merge(second);
    assertThat(first).hasToString("UNPARSABLE 2, TOMBSTONE 2");
    assertThat(first.first()).hasSize(3).last().asString().endsWith("3");
    assertThat(second).isEqualTo(before).isNotEqualTo(first);
  }

  @Test
  void numbersOfReasonsAreTheirOwnForEver() {
    assertThat(Arrays.stream(Reason.values()).map(Reason::number))
        .doesNotHaveDuplicates()
        .allMatch(number -> number > 0 && number < 256);
    assertThat(Reason.UNPARSABLE.number()).isEqualTo(1);
    assertThat(Reason.MISSING_LABEL.number()).isEqualTo(2);
    assertThat(Reason.BAD_LABEL.number()).isEqualTo(3);
    assertThat(Reason.NOT_FINITE.number()).isEqualTo(4);
    assertThat(Reason.WRONG_DIMENSION.number()).isEqualTo(5);
    assertThat(Reason.OVERSIZED.number()).isEqualTo(6);
    assertThat(Reason.TOMBSTONE.number()).isEqualTo(7);
    assertThat(Reason.DIVERGED.number()).isEqualTo(8);
  }

  @Test
  void bytesNeverChangeAndAReasonOfALaterVersionStaysCounted() throws IOException {
    Rejections rejections = new Rejections();
    rejections.add(Rejected.of(Reason.TOMBSTONE, "b", new Origin("a", 0, 1), new byte[0]));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rejections.write(new DataOutputStream(bytes));
    String words =
        HexFormat.of().formatHex("TOMBSTONE at a-0@1: b".getBytes(StandardCharsets.US_ASCII));
    String hex = "0001" + "0007" + "0000000000000001" + "01" + "00000015" + words;
    assertThat(HexFormat.of().formatHex(bytes.toByteArray())).isEqualTo(hex);
    assertThat(read(hex)).isEqualTo(rejections).hasSameHashCodeAs(rejections);

    Rejections later = read("0001" + "00c8" + "0000000000000005" + "00");
    later.merge(rejections);
    assertThat(later.total()).isEqualTo(6);
    assertThat(later).hasToString("TOMBSTONE 1");
  }

  @Test
  void refusesBytesOfNoReason() {
    assertThatThrownBy(() -> read("0001" + "0100" + "0000000000000005" + "00"))
        .hasMessage("reason must be in [0, 256): reason=256");
    assertThatThrownBy(() -> read("ffff")).hasMessageContaining("reason=65535");
  }

  private static Rejections read(String hex) throws IOException {
    return Rejections.read(
        new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex))));
  }

  private static Rejected rejected(Reason reason, String detail) {
    return Rejected.of(reason, detail, new Origin("clicks", 2, 17), new byte[0]);
  }
}
