// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.layout.CoordinatesFormat;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.BitSet;

/**
 * How messages of the loop are written. Single numbers are big-endian, those of arrays
 * little-endian. Immutable, of any thread.
 */
public final class MessageFormat implements WireFormat<Message> {
  private static final long serialVersionUID = 1L;

  private static final byte STEP = 1;
  private static final byte JOIN = 2;
  private static final byte LEAVE = 3;
  private static final byte WAIT = 4;
  private static final byte CHECKPOINT_TOKEN = 5;
  private static final byte RESUME = 6;
  private static final byte REPLY = 7;
  private static final byte ADVANCE = 8;
  private static final byte CONFIRM_SHARE = 9;
  private static final byte ADMIT = 10;
  private static final byte HELLO = 11;
  private static final byte VERDICT = 12;
  private static final byte ASK = 13;
  private static final byte STANDING = 14;

  /** Messages of the loop are never persisted, so only the newest layout is read. */
  @Override
  public int version() {
    return 6;
  }

  @Override
  public void write(Message message, DataOutput out) throws IOException {
    if (message instanceof Message.Step m) {
      head(STEP, m, m.worker(), out);
      write(m.push(), out);
      out.writeLong(m.pull().id());
      CoordinatesFormat.write(m.pull().coordinates(), out);
    } else if (message instanceof Message.Reply m) {
      head(REPLY, m, m.server(), out);
      out.writeLong(m.view().pull());
      out.writeLong(m.view().version());
      write(m.progress(), out);
      out.writeLong(m.staleness().updates());
      out.writeInt(m.view().latePushes());
      out.writeLong(m.staleness().gap().push());
      out.writeDouble(m.staleness().gap().gapSquared());
      out.writeDouble(m.staleness().gap().boundSquared());
      out.writeLong(m.view().examples());
      PayloadFormat.writePlain(m.view().payload(), out);
      PayloadFormat.writeEncoded(m.view().payload(), out);
    } else if (message instanceof Message.Advance m) {
      head(ADVANCE, m, m.server(), out);
      write(m.progress(), out);
    } else if (message instanceof Message.Join m) {
      head(JOIN, m, m.worker(), out);
      out.writeLong(m.number());
    } else if (message instanceof Message.Admit m) {
      head(ADMIT, m, m.server(), out);
      out.writeLong(m.number());
    } else if (message instanceof Message.Leave m) {
      head(LEAVE, m, m.worker(), out);
    } else if (message instanceof Message.Wait m) {
      head(WAIT, m, m.worker(), out);
    } else if (message instanceof Message.ConfirmShare m) {
      head(CONFIRM_SHARE, m, m.worker(), out);
      out.writeLong(m.membershipChange());
    } else if (message instanceof Message.Hello m) {
      head(HELLO, m, m.worker(), out);
      PrimitiveArrays.write(m.place(), out);
    } else if (message instanceof Message.CheckpointToken m) {
      head(CHECKPOINT_TOKEN, m, m.worker(), out);
      out.writeLong(m.checkpoint());
    } else if (message instanceof Message.Resume m) {
      head(RESUME, m, m.worker(), out);
      out.writeLong(m.checkpoint());
    } else if (message instanceof Message.Verdict m) {
      head(VERDICT, m, 0, out);
      out.writeBoolean(m.publish());
      m.loss().write(out);
    } else if (message instanceof Message.Ask m) {
      head(ASK, m, m.worker(), out);
      out.writeLong(m.question());
    } else if (message instanceof Message.Standing m) {
      head(STANDING, m, m.server(), out);
      out.writeLong(m.question());
      out.writeLong(m.versions().newest());
      out.writeLong(m.versions().watermark());
      write(m.waitsFor().workers(), out);
      write(m.waitsFor().silent(), out);
    }
  }

  private static void write(Push push, DataOutput out) throws IOException {
    PushFormat.write(push, out);
    out.writeDouble(push.normLimit());
    float[] sample = push.view().weights();
    out.writeInt(sample.length);
    PrimitiveArrays.write(sample, 0, sample.length, out);
    PayloadFormat.writeEncoded(push.update().payload(), out);
  }

  private static void write(BitSet workers, DataOutput out) throws IOException {
    byte[] bits = workers.toByteArray();
    out.writeInt(bits.length);
    out.write(bits);
  }

  private static void head(byte kind, Message message, int sender, DataOutput out)
      throws IOException {
    out.writeByte(kind);
    out.writeInt(message.target());
    out.writeLong(message.epoch());
    out.writeInt(sender);
  }

  private static void write(ServerProgress progress, DataOutput out) throws IOException {
    out.writeLong(progress.lastPush().id());
    out.writeLong(progress.lastPush().version());
    out.writeDouble(progress.lastPush().normSquared());
    out.writeLong(progress.watermark());
    out.writeLong(progress.share().membershipChange());
    out.writeInt(progress.share().divisor());
    out.writeInt(progress.share().members());
  }

  private static ServerProgress progress(DataInput in) throws IOException {
    return new ServerProgress(
        new AppliedPush(in.readLong(), in.readLong(), in.readDouble()),
        in.readLong(),
        new Share(in.readLong(), in.readInt(), in.readInt()));
  }

  @Override
  public Message read(int version, DataInput in) throws IOException {
    WireFormat.newest(this, version);
    byte kind = in.readByte();
    int target = in.readInt();
    long epoch = in.readLong();
    int sender = in.readInt();
    return switch (kind) {
      case STEP ->
          new Message.Step(
              target, epoch, sender, push(in), new Pull(in.readLong(), CoordinatesFormat.read(in)));
      case REPLY -> reply(target, epoch, sender, in);
      case ADVANCE -> new Message.Advance(target, epoch, sender, progress(in));
      case CONFIRM_SHARE -> new Message.ConfirmShare(target, epoch, sender, in.readLong());
      case JOIN -> new Message.Join(target, epoch, sender, in.readLong());
      case ADMIT -> new Message.Admit(target, epoch, sender, in.readLong());
      case HELLO -> new Message.Hello(target, epoch, sender, PrimitiveArrays.readText(in));
      case LEAVE -> new Message.Leave(target, epoch, sender);
      case WAIT -> new Message.Wait(target, epoch, sender);
      case CHECKPOINT_TOKEN -> new Message.CheckpointToken(target, epoch, sender, in.readLong());
      case RESUME -> new Message.Resume(target, epoch, sender, in.readLong());
      case VERDICT ->
          new Message.Verdict(target, epoch, in.readBoolean(), ProgressiveLoss.read(in));
      case ASK -> new Message.Ask(target, epoch, sender, in.readLong());
      case STANDING ->
          new Message.Standing(
              target,
              epoch,
              sender,
              in.readLong(),
              new Message.Versions(in.readLong(), in.readLong()),
              new Message.WaitsFor(workers(in), workers(in)));
      default -> throw new InvalidObjectException("message kind must be 1 to 14: kind=" + kind);
    };
  }

  private static BitSet workers(DataInput in) throws IOException {
    return BitSet.valueOf(PrimitiveArrays.readBytes(in));
  }

  private static Push push(DataInput in) throws IOException {
    Push push = PushFormat.read(in);
    double normLimit = in.readDouble();
    float[] sample = PrimitiveArrays.readFloats(in.readInt(), in);
    Payload payload = PayloadFormat.readEncoded(push.update().plain(), in);
    if (!push.present()) {
      return Push.NONE;
    }
    UsedView view = new UsedView(push.view().pull(), push.view().version(), sample);
    Update update = new Update(push.update().coordinates(), payload);
    return new Push(push.id(), view, push.examples(), push.weight(), normLimit, update);
  }

  private static Message.Reply reply(int target, long epoch, int server, DataInput in)
      throws IOException {
    long pull = in.readLong();
    long version = in.readLong();
    ServerProgress progress = progress(in);
    long missedUpdates = in.readLong();
    int latePushes = in.readInt();
    Gap gap = new Gap(in.readLong(), in.readDouble(), in.readDouble());
    long examples = in.readLong();
    Payload payload = PayloadFormat.readEncoded(PayloadFormat.readPlain(in), in);
    return new Message.Reply(
        target,
        epoch,
        server,
        new View(pull, version, examples, latePushes, payload),
        progress,
        new Staleness(missedUpdates, gap));
  }
}
