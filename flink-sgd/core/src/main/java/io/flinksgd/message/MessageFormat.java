// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.layout.CoordinatesFormat;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.BitSet;

/** How messages of the loop are written. */
public final class MessageFormat implements WireFormat<Message> {
  private static final long serialVersionUID = 1L;

  private static final byte STEP = 1;
  private static final byte JOIN = 2;
  private static final byte LEAVE = 3;
  private static final byte WAIT = 4;
  private static final byte TOKEN = 5;
  private static final byte RESUME = 6;
  private static final byte REPLY = 7;
  private static final byte ADVANCE = 8;
  private static final byte FITS = 9;
  private static final byte WELCOME = 10;
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
      PushFormat.write(m.push(), out);
      out.writeDouble(m.push().allowance());
      out.writeInt(m.push().seen().length);
      PrimitiveArrays.write(m.push().seen(), 0, m.push().seen().length, out);
      out.writeInt(m.push().encoded().length);
      out.write(m.push().encoded());
      out.writeLong(m.pull().id());
      CoordinatesFormat.write(m.pull().coordinates(), out);
    } else if (message instanceof Message.Reply m) {
      head(REPLY, m, m.server(), out);
      out.writeLong(m.pull());
      out.writeLong(m.version());
      write(m.progress(), out);
      out.writeLong(m.staleness());
      out.writeInt(m.missing());
      out.writeLong(m.gap().push());
      out.writeDouble(m.gap().gapSquared());
      out.writeDouble(m.gap().boundSquared());
      out.writeLong(m.examples());
      out.writeInt(m.count());
      PrimitiveArrays.write(m.values(), m.from(), m.count(), out);
      out.writeInt(m.encoded().length);
      out.write(m.encoded());
    } else if (message instanceof Message.Advance m) {
      head(ADVANCE, m, m.server(), out);
      write(m.progress(), out);
    } else if (message instanceof Message.Join m) {
      head(JOIN, m, m.worker(), out);
      out.writeLong(m.number());
    } else if (message instanceof Message.Admit m) {
      head(WELCOME, m, m.server(), out);
      out.writeLong(m.number());
    } else if (message instanceof Message.Leave m) {
      head(LEAVE, m, m.worker(), out);
    } else if (message instanceof Message.Wait m) {
      head(WAIT, m, m.worker(), out);
    } else if (message instanceof Message.ConfirmShare m) {
      head(FITS, m, m.worker(), out);
      out.writeLong(m.change());
    } else if (message instanceof Message.Hello m) {
      head(HELLO, m, m.worker(), out);
      PrimitiveArrays.write(m.place(), out);
    } else if (message instanceof Message.CheckpointToken m) {
      head(TOKEN, m, m.worker(), out);
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
      out.writeLong(m.version());
      out.writeLong(m.watermark());
      write(m.waitsFor(), out);
      write(m.silent(), out);
    }
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
    out.writeLong(progress.pushed());
    out.writeLong(progress.pushedAt());
    out.writeDouble(progress.massSquared());
    out.writeLong(progress.watermark());
    out.writeLong(progress.change());
    out.writeInt(progress.shareDivisor());
    out.writeInt(progress.members());
  }

  private static ServerProgress progress(DataInput in) throws IOException {
    return new ServerProgress(
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt());
  }

  @Override
  public Message read(int version, DataInput in) throws IOException {
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
      case FITS -> new Message.ConfirmShare(target, epoch, sender, in.readLong());
      case JOIN -> new Message.Join(target, epoch, sender, in.readLong());
      case WELCOME -> new Message.Admit(target, epoch, sender, in.readLong());
      case HELLO -> new Message.Hello(target, epoch, sender, PrimitiveArrays.readText(in));
      case LEAVE -> new Message.Leave(target, epoch, sender);
      case WAIT -> new Message.Wait(target, epoch, sender);
      case TOKEN -> new Message.CheckpointToken(target, epoch, sender, in.readLong());
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
              in.readLong(),
              in.readLong(),
              BitSet.valueOf(PrimitiveArrays.readBytes(in)),
              BitSet.valueOf(PrimitiveArrays.readBytes(in)));
      default -> throw new InvalidObjectException("message kind must be 1 to 14: kind=" + kind);
    };
  }

  private static Push push(DataInput in) throws IOException {
    Push push = PushFormat.read(in);
    return push.with(
        in.readDouble(),
        PrimitiveArrays.readFloats(in.readInt(), in),
        PrimitiveArrays.readBytes(in));
  }

  private static Message.Reply reply(int target, long epoch, int server, DataInput in)
      throws IOException {
    long pull = in.readLong();
    long version = in.readLong();
    ServerProgress progress = progress(in);
    long staleness = in.readLong();
    int missing = in.readInt();
    Gap gap = new Gap(in.readLong(), in.readDouble(), in.readDouble());
    long examples = in.readLong();
    int count = in.readInt();
    float[] values = PrimitiveArrays.readFloats(count, in);
    return new Message.Reply(
        target,
        epoch,
        server,
        pull,
        version,
        progress,
        staleness,
        missing,
        gap,
        examples,
        values,
        0,
        count,
        PrimitiveArrays.readBytes(in));
  }
}
