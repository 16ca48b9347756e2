// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.wire;

import io.flinksgd.wire.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Values in the state of this library's operators, which Flink knows as bytes: so this state names
 * no class of this library, and the bytes say what they are by their {@linkplain
 * io.flinksgd.wire.Header header}. State of a {@link WireType} does name the class of its format.
 * Owned by the task's thread.
 */
public final class Stored<T> {
  private static final int FIRST_BYTES = 128;

  private final ListState<byte[]> state;
  private final WireFormat<T> format;

  /** The values of {@code state}, which was made by {@link #list}. */
  public Stored(ListState<byte[]> state, WireFormat<T> format) {
    this.state = state;
    this.format = format;
  }

  /** A list of values. */
  public static ListStateDescriptor<byte[]> list(String name) {
    return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
  }

  /** Values by number. */
  public static MapStateDescriptor<Integer, byte[]> byNumber(String name) {
    return new MapStateDescriptor<>(
        name, IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);
  }

  /** All values. */
  public List<T> get() throws Exception {
    List<T> values = new ArrayList<>();
    for (byte[] bytes : state.get()) {
      values.add(read(format, bytes));
    }
    return values;
  }

  /** These values in place of those before; they may change afterwards. */
  public void update(List<T> values) throws Exception {
    List<byte[]> all = new ArrayList<>();
    for (T value : values) {
      all.add(write(format, value, FIRST_BYTES));
    }
    state.update(all);
  }

  /** No value any more. */
  public void clear() {
    state.clear();
  }

  /**
   * The bytes of a value.
   *
   * @param expected about how many they will be
   */
  public static <T> byte[] write(WireFormat<T> format, T value, int expected) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(expected);
    format.write(value, out);
    return out.getCopyOfBuffer();
  }

  /** The value of which {@code bytes} are. */
  public static <T> T read(WireFormat<T> format, byte[] bytes) throws IOException {
    return format.read(format.version(), new DataInputDeserializer(bytes));
  }
}
