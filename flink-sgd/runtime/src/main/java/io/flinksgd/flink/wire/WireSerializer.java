// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.wire;

import io.flinksgd.wire.WireFormat;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A Flink serializer around a {@link WireFormat}. It writes the newest version of the format.
 * Values must not change once they are given to Flink, which copies none of them. Any thread may
 * use it.
 */
final class WireSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final WireFormat<T> format;
  private final int version;

  WireSerializer(WireFormat<T> format) {
    this(format, format.version());
  }

  /** For state that was written in {@code version} of the format. */
  WireSerializer(WireFormat<T> format, int version) {
    this.format = format;
    this.version = version;
  }

  WireFormat<T> format() {
    return format;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    throw new UnsupportedOperationException("values are immutable and have no empty instance");
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    format.write(value, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return format.read(version, source);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireSerializer<?> that && format.getClass() == that.format.getClass();
  }

  @Override
  public int hashCode() {
    return format.getClass().hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new WireSnapshot<>(format, version);
  }
}
