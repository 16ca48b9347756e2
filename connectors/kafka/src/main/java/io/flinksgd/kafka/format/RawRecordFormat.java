// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Raw records, in case that source and parser are not chained. */
public final class RawRecordFormat implements WireFormat<RawRecord> {
  private static final long serialVersionUID = 1L;
  private static final int NULL = -1;
  private static final int MAX_BYTES = 1 << 28;

  /** For Flink, which makes it by this class's name. */
  public RawRecordFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(RawRecord record, DataOutput out) throws IOException {
    out.writeUTF(record.topic());
    out.writeInt(record.partition());
    out.writeLong(record.offset());
    out.writeLong(record.timestamp());
    writeBytes(record.key(), out);
    writeBytes(record.value(), out);
  }

  @Override
  public RawRecord read(int version, DataInput in) throws IOException {
    WireFormat.known(this, version);
    return new RawRecord(
        in.readUTF(), in.readInt(), in.readLong(), in.readLong(), readBytes(in), readBytes(in));
  }

  private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes == null ? NULL : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("bytes must have a length in [0, 2^28]: length=" + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
