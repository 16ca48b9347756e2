// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import static io.flinksgd.testing.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.layout.Coordinates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MessageFormatTest {
  private static final MessageFormat FORMAT = new MessageFormat();

  private static final Update SECOND_AND_THIRD =
      new Update(
          new Coordinates.Listed(new int[] {9, 7, 8}, 1, 2),
          new Payload.Plain(new float[] {9f, 1f, 2f}, 1, 2));

  /** What is borrowed begins behind the start of its array. */
  private static final Push PUSH =
      new Push(5, new UsedView(4, 3, new float[] {3f}), 2, 0.5f, 0.25, SECOND_AND_THIRD);

  private static final Push READ_PUSH =
      new Push(
          5,
          new UsedView(4, 3, new float[] {3f}),
          2,
          0.5f,
          0.25,
          new Update(new Coordinates.Listed(new int[] {7, 8}, 0, 2), Payload.Plain.of(1f, 2f)));

  private static final String PROGRESS_BYTES =
      "0000000000000006"
          + "0000000000000007"
          + "3fe0000000000000"
          + "0000000000000008"
          + "0000000000000014"
          + "0000000c"
          + "0000000a";

  private static final ServerProgress PROGRESS =
      new ServerProgress(new AppliedPush(6, 7, 0.5), 8, new Share(20, 12, 10));

  private static final Staleness STALENESS =
      new Staleness(9, new Gap(22, 0.25, Double.POSITIVE_INFINITY));

  private static final Message.Step STEP =
      new Message.Step(1, 2, 3, PUSH, new Pull(6, new Coordinates.Range(16, 3)));

  private static final Message.Step ENCODED_STEP =
      new Message.Step(1, 2, 3, PUSH.with(new Payload.Encoded(new byte[] {1, 2, 3})), Pull.NONE);

  private static final Message.Reply REPLY =
      reply(new Payload.Plain(new float[] {9f, -1f, 0.5f}, 1, 2));

  private static final Message.Reply ENCODED_REPLY = reply(new Payload.Encoded(new byte[] {4, 5}));

  private static Message.Reply reply(Payload payload) {
    return new Message.Reply(1, 2, 3, new View(4, 5, 11, 21, payload), PROGRESS, STALENESS);
  }

  @Test
  void usageExample() throws IOException {
    Message read = read(write(STEP));
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(new Message.Step(1, 2, 3, READ_PUSH, new Pull(6, new Coordinates.Range(16, 3))));
  }

  static Stream<Arguments> goldenBytes() {
    String head = "00000001" + "0000000000000002" + "00000003";
    return Stream.of(
        Arguments.of(
            STEP,
            "01"
                + head
                + "0000000000000005"
                + "0000000000000004"
                + "0000000000000003"
                + "00000002"
                + "3f000000"
                + "01"
                + "00000002"
                + "07000000"
                + "08000000"
                + "00000002"
                + "0000803f"
                + "00000040"
                + "3fd0000000000000"
                + "00000001"
                + "00004040"
                + "00000000"
                + "0000000000000006"
                + "00"
                + "00000010"
                + "00000003"),
        Arguments.of(
            ENCODED_STEP,
            "01"
                + head
                + "0000000000000005"
                + "0000000000000004"
                + "0000000000000003"
                + "00000002"
                + "3f000000"
                + "01"
                + "00000002"
                + "07000000"
                + "08000000"
                + "00000000"
                + "3fd0000000000000"
                + "00000001"
                + "00004040"
                + "00000003"
                + "010203"
                + "0000000000000000"
                + "00"
                + "00000000"
                + "00000000"),
        Arguments.of(
            new Message.Step(1, 2, 3, Push.NONE, Pull.NONE),
            "01"
                + head
                + "0000000000000000"
                + "7ff0000000000000"
                + "00000000"
                + "00000000"
                + "0000000000000000"
                + "00"
                + "00000000"
                + "00000000"),
        Arguments.of(new Message.Join(1, 2, 3, 4), "02" + head + "0000000000000004"),
        Arguments.of(new Message.Admit(1, 2, 3, 4), "0a" + head + "0000000000000004"),
        Arguments.of(new Message.Leave(1, 2, 3), "03" + head),
        Arguments.of(new Message.Wait(1, 2, 3), "04" + head),
        Arguments.of(new Message.CheckpointToken(1, 2, 3, 4), "05" + head + "0000000000000004"),
        Arguments.of(new Message.Hello(1, 2, 3, "here"), "0b" + head + "00000004" + "68657265"),
        Arguments.of(new Message.Resume(1, 2, 3, 4), "06" + head + "0000000000000004"),
        Arguments.of(
            REPLY,
            "07"
                + head
                + "0000000000000004"
                + "0000000000000005"
                + PROGRESS_BYTES
                + "0000000000000009"
                + "00000015"
                + "0000000000000016"
                + "3fd0000000000000"
                + "7ff0000000000000"
                + "000000000000000b"
                + "00000002"
                + "000080bf"
                + "0000003f"
                + "00000000"),
        Arguments.of(
            ENCODED_REPLY,
            "07"
                + head
                + "0000000000000004"
                + "0000000000000005"
                + PROGRESS_BYTES
                + "0000000000000009"
                + "00000015"
                + "0000000000000016"
                + "3fd0000000000000"
                + "7ff0000000000000"
                + "000000000000000b"
                + "00000000"
                + "00000002"
                + "0405"),
        Arguments.of(new Message.Advance(1, 2, 3, PROGRESS), "08" + head + PROGRESS_BYTES),
        Arguments.of(new Message.ConfirmShare(1, 2, 3, 4), "09" + head + "0000000000000004"),
        Arguments.of(new Message.Ask(1, 2, 3, 4), "0d" + head + "0000000000000004"),
        Arguments.of(
            new Message.Standing(
                1,
                2,
                3,
                4,
                new Message.Versions(5, 6),
                new Message.WaitsFor(workers(0, 9), workers())),
            "0e"
                + head
                + "0000000000000004"
                + "0000000000000005"
                + "0000000000000006"
                + "00000002"
                + "0102"
                + "00000000"));
  }

  @ParameterizedTest
  @MethodSource("goldenBytes")
  void theBytesOfEveryMessageAreAsWritten(Message message, String hex) throws IOException {
    assertThat(HexFormat.of().formatHex(write(message))).isEqualTo(hex);
    Message read = read(HexFormat.of().parseHex(hex));
    assertThat(HexFormat.of().formatHex(write(read))).isEqualTo(hex);
    assertThat(read).isInstanceOf(message.getClass());
  }

  @ParameterizedTest
  @MethodSource("goldenBytes")
  void bytesThatEndTooEarlyAreRefused(Message message, String hex) throws IOException {
    byte[] bytes = write(message);
    for (int length = 0; length < bytes.length; length++) {
      byte[] torn = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(torn)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aReplyKeepsEveryNumber() throws IOException {
    assertThat(read(write(REPLY)))
        .usingRecursiveComparison()
        .isEqualTo(reply(Payload.Plain.of(-1f, 0.5f)));
    assertThat(read(write(ENCODED_REPLY))).usingRecursiveComparison().isEqualTo(ENCODED_REPLY);
  }

  @Test
  void aPayloadCannotBeEncodedInNoBytes() {
    assertThatThrownBy(() -> new Payload.Encoded(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoded values must have a byte: bytes=0");
  }

  @Test
  void valuesOfAnEncodedUpdateAreNotToBeHadBeforeTheyAreDecoded() {
    assertThatThrownBy(() -> ENCODED_STEP.push().update().plain())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("update must be decoded first: bytes=3");
  }

  @Test
  void messagesWithoutArraysComeBackEqual() throws IOException {
    for (Message message :
        new Message[] {
          new Message.Join(7, Long.MAX_VALUE, 9, 10),
          new Message.Admit(7, 8, 9, 10),
          new Message.Leave(7, 8, 9),
          new Message.Wait(7, 8, 9),
          new Message.CheckpointToken(7, 8, 9, Long.MAX_VALUE),
          new Message.Resume(7, 8, 9, 10),
          new Message.Verdict(7, 8, false, ProgressiveLoss.UNKNOWN),
          new Message.Advance(
              7, 8, 9, new ServerProgress(new AppliedPush(10, 11, 1), 12, new Share(13, 15, 14))),
          new Message.ConfirmShare(7, 8, 9, 10),
          new Message.Ask(7, 8, 9, 10),
          new Message.Standing(
              7,
              8,
              9,
              10,
              new Message.Versions(11, 12),
              new Message.WaitsFor(workers(3), workers(1, 70))),
          new Message.Step(7, 8, 9, Push.NONE, Pull.NONE)
        }) {
      assertThat(read(write(message))).isEqualTo(message);
    }
  }

  @Test
  void absurdSizesAndUnknownKindsAreRefused() {
    String head = "00000001" + "0000000000000002" + "00000003";
    String none =
        "0000000000000000" + "7ff0000000000000" + "00000000" + "00000000" + "0000000000000000";
    refused("0f" + head, "message kind must be 1 to 14: kind=15");
    refused("01" + head + none + "02", "coordinates kind must be 0 or 1: kind=2");
    refused(
        "01" + head + none + "01" + "7fffffff",
        "array size must be in [0, 268435456]: size=2147483647");
    refused(
        "07" + head + "00".repeat(108) + "ffffffff",
        "array size must be in [0, 268435456]: size=-1");
  }

  private static void refused(String hex, String message) {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  private static byte[] write(Message message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FORMAT.write(message, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Message read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Message message = FORMAT.read(FORMAT.version(), in);
    assertThat(in.available()).isZero();
    return message;
  }
}
