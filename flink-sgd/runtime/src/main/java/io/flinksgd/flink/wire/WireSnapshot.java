// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.wire;

import io.flinksgd.wire.WireFormat;
import java.io.IOException;
import java.io.InvalidObjectException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Says in a savepoint in which format and which version of it state was written. The format is
 * named by its class: formats are open to users, so that no list of this library can have them all.
 * This library's own operators keep no such state, see {@link Stored}.
 */
public final class WireSnapshot<T> implements TypeSerializerSnapshot<T> {
  private WireFormat<T> format;
  private int version;

  /** For Flink, which then calls {@link #readSnapshot}. */
  public WireSnapshot() {}

  WireSnapshot(WireFormat<T> format, int version) {
    this.format = format;
    this.version = version;
  }

  @Override
  public int getCurrentVersion() {
    return 1;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(format.getClass().getName());
    out.writeInt(version);
  }

  @Override
  @SuppressWarnings("unchecked") // checked by the cast of the class
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader loader)
      throws IOException {
    String name = in.readUTF();
    version = in.readInt();
    try {
      format =
          (WireFormat<T>)
              Class.forName(name, true, loader)
                  .asSubclass(WireFormat.class)
                  .getConstructor()
                  .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IOException("state was written by a format that is not here: format=" + name, e);
    }
    if (version > format.version()) {
      throw new InvalidObjectException(
          "state was written by a newer version of " + name + ": version=" + version);
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new WireSerializer<>(format, version);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (!(old instanceof WireSnapshot<T> that) || that.format.getClass() != format.getClass()) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return that.version == version
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }
}
