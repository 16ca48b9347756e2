// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.testing.Case;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of records that are not what they should be. */
@Tag("case")
final class DirtyRecordsTest {
  private static final String TOPIC = "strangers";
  private static final FeatureMapping HASHED =
      new FeatureMapping.Hashed(FeatureHasher.parse("hash:bits=10,namespaces=own"));
  private static final Reading JSON = Reading.of(new ExampleFormat.Json(), HASHED);
  private static final Reading VW = Reading.of(new ExampleFormat.Vw(), HASHED);

  private static void said(String input, byte[] record, String right) {
    Case.equal(TOPIC, input, right, said(JSON, record));
  }

  private static String said(Reading reading, byte[] record) {
    Refusal refusal = reading.refusal(record);
    return refusal == null ? "an example" : refusal.getMessage();
  }

  private static void said(String json, String right) {
    said(json, json.getBytes(StandardCharsets.UTF_8), right);
  }

  private static void looksLike(String name, byte[] record) {
    said(name, record, "record must be JSON in UTF-8: it looks like " + name);
    assertThat(said(VW, record)).endsWith("in UTF-8: it looks like " + name);
  }

  @Test
  void otherEncodingsAreNamedAndAreNoSchemaRegistry() {
    for (String name : new String[] {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"}) {
      looksLike(name, "{\"label\":1}".getBytes(Charset.forName(name)));
      looksLike(name, "\uFEFF{\"label\":1}".getBytes(Charset.forName(name)));
    }
    said("1000 bytes of 0", new byte[1000], "record must be JSON: each of its 1000 bytes is 0");
    assertThat(said(VW, new byte[7])).endsWith("each of its 7 bytes is 0");
    byte[] far = "\0\177\0\0\0{}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(said(JSON, far)).doesNotContain("registry");
  }

  /** A record with {@code bytes} in a text. */
  private static byte[] text(int... bytes) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes("{\"label\":1,\"a\":\"".getBytes(StandardCharsets.US_ASCII));
    for (int each : bytes) {
      record.write(each);
    }
    record.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
    return record.toByteArray();
  }

  @Test
  void whatIsNoUtf8IsRefusedWhateverIsWrongWithIt() {
    String rule = "record must be JSON in UTF-8: byte 17 is 0x";
    said("a byte FC", text(0xFC), rule + "FC");
    said("C0 80, an overlong zero", text(0xC0, 0x80), rule + "C0");
    said("E0 80 80, an overlong zero", text(0xE0, 0x80, 0x80), rule + "E0");
    said("F0 80 80 80, an overlong zero", text(0xF0, 0x80, 0x80, 0x80), rule + "F0");
    said("ED A0 80 ED B0 80, surrogates", text(0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80), rule + "ED");
    said("F5 80 80 80, beyond Unicode", text(0xF5, 0x80, 0x80, 0x80), rule + "F5");
    said("F4 90 80 80, beyond Unicode", text(0xF4, 0x90, 0x80, 0x80), rule + "F4");
    said("C3 and the end of the text", text(0xC3), rule + "C3");
    said("80 alone", text(0x80), rule + "80");
    String half = "record must be JSON in Unicode: \\u%s at byte 17 is half of a surrogate pair";
    said("{\"label\":1,\"a\":\"\\ud800\"}", half.formatted("d800"));
    said("{\"label\":1,\"a\":\"\\uDC00\\ud800\"}", half.formatted("dc00"));
    said("{\"label\":1,\"a\":\"\\ud800x\\udc00\"}", half.formatted("d800"));
    for (String good :
        new String[] {
          "\\ud83d\\ude00",
          "\ud83d\ude00",
          "\u00e9\u20ac",
          "\\\\ud800",
          "\\u00e9",
          "\uFFFD",
          "\uFFFF"
        }) {
      said("{\"label\":1,\"a\":\"%s\"}".formatted(good), "an example");
    }
  }

  @Test
  void wrongJsonIsNamedWithoutTheParsersSettings() {
    said("", "record must be JSON: it is empty");
    said(" \n", "record must be JSON: it is empty");
    said("\uFEFF", "record must be JSON: it is empty");
    said("[1]", "record must be an object: it is an array");
    said("null", "record must be an object: it is null");
    said("\"x\"", "record must be an object: it is a text");
    for (String wrong :
        new String[] {
          "{\"label\":1",
          "{\"label\":1,\"a\":[1",
          "{\"label\":+1}",
          "{\"label\":.5}",
          "{\"label\":01}",
          "{\"label\":1,}",
          "{'label':1}",
          "{label:1}",
          "// x",
          "{\"label\":1,\"a\":\"\n\"}",
          "{\"label\":1,\"a\":" + "[".repeat(2000),
          "{\"label\":" + "1".repeat(2000) + "}",
          "{\"label\":-Infinit}",
          "{\"label\":1,\"a\":\"\\x\"}",
          "<a>"
        }) {
      String said = said(JSON, wrong.getBytes(StandardCharsets.UTF_8));
      Case.holds(
          TOPIC,
          wrong.length() > 60 ? wrong.substring(0, 60) + "..." : wrong,
          "no name of a setting of Jackson",
          said,
          !said.matches("(?s).*(Source|Feature|ALLOW|enable|Constraints|REDACTED).*"));
    }
  }

  @Test
  void textsAreShownInQuotes() {
    said(
        "{\"label\":\"1\"}",
        "label must be a number or a truth value, unless labels names two other values:"
            + " label=\"1\"");
    said("{\"label\":\"NaN\"}", "label must be a finite float: label=\"NaN\"");
  }

  @Test
  void aLabelThatIsNullIsToldFromNone() {
    said("{\"label\":null}", "label must not be empty: label=NULL");
    said("{\"a\":1}", "record must have the field 'label'");
    said("{\"label\":null,\"label\":1}", "an example");
    said("{\"b\":null}", "record must have the field 'label'");
  }
}
