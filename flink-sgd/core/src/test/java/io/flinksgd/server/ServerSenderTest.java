// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.codec.DenseCodec;
import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Server 5 of epoch 7, and two workers. */
final class ServerSenderTest {
  private static final Pull PULL = new Pull(9, ServerParts.FIRST_TWO);

  private final List<Message> sent = new ArrayList<>();
  private final ServerParts server = new ServerParts(Consistency.asynchronous(), 2);

  @Test
  void usageExample() {
    server.page[0] = 3f;
    server.page[1] = 4f;
    server.parameters.examples(70);
    server.state.version().next();
    server.state.version().contains(1, ServerParts.push(8, 0, 1f, 1f), 2);
    server.state.staleness().missed(1, 6);
    sender("none").reply(1, PULL, 1, 2);
    Message.Reply reply = (Message.Reply) sent.remove(0);
    assertThat(reply.target()).isEqualTo(1);
    assertThat(reply.epoch()).isEqualTo(7);
    assertThat(reply.server()).isEqualTo(5);
    assertThat(reply.view().pull()).isEqualTo(9);
    assertThat(reply.view().version()).isEqualTo(1);
    assertThat(reply.view().examples()).isEqualTo(70);
    assertThat(reply.view().latePushes()).isEqualTo(2);
    Payload.Plain values = (Payload.Plain) reply.view().payload();
    assertThat(Arrays.copyOfRange(values.values(), values.from(), values.from() + values.count()))
        .containsExactly(3f, 4f);
    assertThat(reply.progress())
        .isEqualTo(new ServerProgress(new AppliedPush(8, 1, 2), 1, new Share(0, 2, 2)));
    assertThat(reply.staleness()).isEqualTo(new Staleness(6, Gap.NONE));
    assertThat(sent).isEmpty();
  }

  @Test
  void stalenessIsToldOnce() {
    server.state.staleness().missed(1, 6);
    ServerSender sender = sender("none");
    sender.reply(1, PULL, 0, 0);
    sender.reply(1, PULL, 0, 0);
    assertThat(((Message.Reply) sent.get(1)).staleness()).isEqualTo(Staleness.NONE);
  }

  @Test
  void viewsAreEncodedWhereThereIsACodecForThem() {
    server.page[0] = 3f;
    server.page[1] = 0.5f;
    ServerSender sender = sender("fp16");
    sender.reply(1, PULL, 0, 0);
    sender.reply(1, new Pull(10, Coordinates.NONE), 0, 0);
    Payload.Encoded view = (Payload.Encoded) ((Message.Reply) sent.get(0)).view().payload();
    assertThat(view.bytes()).isEqualTo(4);
    assertThat(new DenseCodec(GradientCodec.parse("fp16"), 16, 0).decode(view.encoded(), 2, 0))
        .containsExactly(3f, 0.5f);
    assertThat(((Message.Reply) sent.get(1)).view().payload().bytes())
        .as("nothing was asked for")
        .isZero();
  }

  @Test
  void encodedPushesAreReadAndOthersAreTakenAsTheyAre() {
    ServerCodecs codecs = new ServerCodecs(server.spec.codec(GradientCodec.parse("fp16")));
    Push plain = ServerParts.push(1, 0, 3f, 0.5f);
    assertThat(codecs.decoded(plain)).isSameAs(plain);
    assertThat(codecs.decoded(Push.NONE)).isSameAs(Push.NONE);
    byte[] bytes =
        new DenseCodec(GradientCodec.parse("fp16"), 16, 0).encode(new float[] {3f, 0.5f}, 0, 2, 0);
    Push read = codecs.decoded(plain.with(new Payload.Encoded(bytes)));
    assertThat(read.update().plain().values()).containsExactly(3f, 0.5f);
    assertThat(read.id()).isEqualTo(1);
    assertThat(read.view()).isEqualTo(plain.view());
  }

  @Test
  void bytesOfAnotherLengthThanTheCoordinatesNeedAreRefused() {
    ServerCodecs codecs = new ServerCodecs(server.spec.codec(GradientCodec.parse("fp16")));
    Update update = new Update(ServerParts.FIRST_TWO, new Payload.Encoded(new byte[5]));
    Push push = new Push(1, new UsedView(1, 0), 10, 1f, update);
    assertThatThrownBy(() -> codecs.decoded(push))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoded must end with the last coordinate: remaining=1");
  }

  @Test
  void tokensGoToAllWorkersAndAHelloToTheEndOfItsLoop() {
    ServerSender sender = sender("none");
    sender.forward(new Message.CheckpointToken(5, 9, 1, 3));
    sender.forward(new Message.Resume(5, 9, 1, 3));
    sender.forward(new Message.Hello(5, 9, 1, "here"));
    assertThat(sent)
        .containsExactly(
            new Message.CheckpointToken(0, 7, 1, 3),
            new Message.CheckpointToken(1, 7, 1, 3),
            new Message.Resume(0, 7, 5, 3),
            new Message.Resume(1, 7, 5, 3),
            new Message.Hello(1, 7, 1, "here"));
  }

  @Test
  void aQuestionIsAnsweredWithWhereTheServerStands() {
    server.state.version().next();
    Message.WaitsFor waitsFor = new Message.WaitsFor(BitSet.valueOf(new long[] {2}), new BitSet());
    sender("none").standing(new Message.Ask(5, 7, 0, 4), 0, waitsFor);
    assertThat(sent)
        .containsExactly(new Message.Standing(0, 7, 5, 4, new Message.Versions(1, 0), waitsFor));
  }

  private ServerSender sender(String viewCodec) {
    ServerCodecs codecs = new ServerCodecs(server.spec.viewCodec(GradientCodec.parse(viewCodec)));
    return new ServerSender(5, 7, server.state, codecs, sent::add);
  }
}
