// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.wire.PrimitiveArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a {@link Payload} is written: first the floats as they are, then the bytes of a codec. One of
 * both is empty.
 */
final class PayloadFormat {
  private PayloadFormat() {}

  /** Writes the floats that are as they are; none of a payload that is encoded. */
  static void writePlain(Payload payload, DataOutput out) throws IOException {
    Payload.Plain plain = payload instanceof Payload.Plain p ? p : Payload.Plain.NONE;
    out.writeInt(plain.count());
    PrimitiveArrays.write(plain.values(), plain.from(), plain.count(), out);
  }

  /** Writes the bytes of a codec; none of a payload that is not encoded. */
  static void writeEncoded(Payload payload, DataOutput out) throws IOException {
    byte[] bytes = payload instanceof Payload.Encoded e ? e.encoded() : new byte[0];
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads what {@link #writePlain} wrote. */
  static Payload.Plain readPlain(DataInput in) throws IOException {
    return Payload.Plain.of(PrimitiveArrays.readFloats(in.readInt(), in));
  }

  /** Reads what {@link #writeEncoded} wrote, after {@code plain}. */
  static Payload readEncoded(Payload.Plain plain, DataInput in) throws IOException {
    byte[] bytes = PrimitiveArrays.readBytes(in);
    return bytes.length == 0 ? plain : new Payload.Encoded(bytes);
  }
}
