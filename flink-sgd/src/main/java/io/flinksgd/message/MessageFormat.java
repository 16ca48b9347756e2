package io.flinksgd.message;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

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

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Message message, DataOutput out) throws IOException {
    if (message instanceof Message.Step m) {
      head(STEP, m, m.worker(), out);
      PushFormat.write(m.push(), out);
      out.writeLong(m.pull().id());
      CoordinatesFormat.write(m.pull().coordinates(), out);
    } else if (message instanceof Message.Reply m) {
      head(REPLY, m, m.server(), out);
      out.writeLong(m.pull());
      out.writeLong(m.version());
      out.writeLong(m.pushed());
      out.writeLong(m.pushedAt());
      out.writeLong(m.watermark());
      out.writeLong(m.staleness());
      out.writeInt(m.members());
      out.writeLong(m.examples());
      out.writeInt(m.count());
      Bulk.write(m.values(), m.from(), m.count(), out);
    } else if (message instanceof Message.Advance m) {
      head(ADVANCE, m, m.server(), out);
      out.writeLong(m.pushed());
      out.writeLong(m.pushedAt());
      out.writeLong(m.watermark());
    } else if (message instanceof Message.Join m) {
      head(JOIN, m, m.worker(), out);
    } else if (message instanceof Message.Leave m) {
      head(LEAVE, m, m.worker(), out);
    } else if (message instanceof Message.Wait m) {
      head(WAIT, m, m.worker(), out);
    } else if (message instanceof Message.Token m) {
      head(TOKEN, m, m.worker(), out);
      out.writeLong(m.checkpoint());
    } else if (message instanceof Message.Resume m) {
      head(RESUME, m, m.worker(), out);
      out.writeLong(m.checkpoint());
    }
  }

  private static void head(byte kind, Message message, int sender, DataOutput out)
      throws IOException {
    out.writeByte(kind);
    out.writeInt(message.target());
    out.writeLong(message.epoch());
    out.writeInt(sender);
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
              target,
              epoch,
              sender,
              PushFormat.read(in),
              new Pull(in.readLong(), CoordinatesFormat.read(in)));
      case REPLY -> reply(target, epoch, sender, in);
      case ADVANCE ->
          new Message.Advance(target, epoch, sender, in.readLong(), in.readLong(), in.readLong());
      case JOIN -> new Message.Join(target, epoch, sender);
      case LEAVE -> new Message.Leave(target, epoch, sender);
      case WAIT -> new Message.Wait(target, epoch, sender);
      case TOKEN -> new Message.Token(target, epoch, sender, in.readLong());
      case RESUME -> new Message.Resume(target, epoch, sender, in.readLong());
      default -> throw new InvalidObjectException("message kind must be 1 to 8: kind=" + kind);
    };
  }

  private static Message.Reply reply(int target, long epoch, int server, DataInput in)
      throws IOException {
    long pull = in.readLong();
    long version = in.readLong();
    long pushed = in.readLong();
    long pushedAt = in.readLong();
    long watermark = in.readLong();
    long staleness = in.readLong();
    int members = in.readInt();
    long examples = in.readLong();
    int count = in.readInt();
    float[] values = Bulk.readFloats(count, in);
    return new Message.Reply(
        target, epoch, server, pull, version, pushed, pushedAt, watermark, staleness, members,
        examples, values, 0, count);
  }
}
