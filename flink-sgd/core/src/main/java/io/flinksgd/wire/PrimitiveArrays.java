// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;

/** Arrays of numbers as bytes in one copy instead of one call for each. Little-endian. */
public final class PrimitiveArrays {
  /** The most elements an array may have: more than any page, batch or dense reply needs. */
  static final int MAX = 1 << 28;

  /** The most bytes of a text: texts also come from topics, where a length may be a lie. */
  static final int MAX_TEXT = 1 << 20;

  private static final int CHUNK = 1 << 13;
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private static final class Scratch {
    final byte[] bytes = new byte[CHUNK * 4];
    final FloatBuffer floats =
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    final IntBuffer ints = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  private PrimitiveArrays() {}

  public static void write(float[] array, int from, int count, DataOutput out) throws IOException {
    Scratch scratch = SCRATCH.get();
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      scratch.floats.clear().put(array, from + done, n);
      out.write(scratch.bytes, 0, n * 4);
    }
  }

  public static void write(int[] array, int from, int count, DataOutput out) throws IOException {
    Scratch scratch = SCRATCH.get();
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      scratch.ints.clear().put(array, from + done, n);
      out.write(scratch.bytes, 0, n * 4);
    }
  }

  public static float[] readFloats(int count, DataInput in) throws IOException {
    float[] array = new float[checked(count)];
    Scratch scratch = SCRATCH.get();
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      in.readFully(scratch.bytes, 0, n * 4);
      scratch.floats.clear().get(array, done, n);
    }
    return array;
  }

  public static int[] readInts(int count, DataInput in) throws IOException {
    int[] array = new int[checked(count)];
    Scratch scratch = SCRATCH.get();
    for (int done = 0; done < count; done += CHUNK) {
      int n = Math.min(CHUNK, count - done);
      in.readFully(scratch.bytes, 0, n * 4);
      scratch.ints.clear().get(array, done, n);
    }
    return array;
  }

  public static int checked(int count) throws IOException {
    if (count < 0 || count > MAX) {
      throw new InvalidObjectException("array size must be in [0, " + MAX + "]: size=" + count);
    }
    return count;
  }

  /** Writes a text of up to {@link #MAX_TEXT} bytes. */
  public static void write(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads what {@link #write(String, DataOutput)} wrote. */
  public static String readText(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_TEXT) {
      throw new InvalidObjectException(
          "text length must be in [0, " + MAX_TEXT + "]: length=" + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Reads a length and as many bytes. */
  public static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[checked(in.readInt())];
    in.readFully(bytes);
    return bytes;
  }
}
