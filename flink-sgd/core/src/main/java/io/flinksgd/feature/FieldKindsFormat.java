// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How {@link FieldKinds} are written: sorted by name, so that equal ones have equal bytes. */
public final class FieldKindsFormat implements WireFormat<FieldKinds> {
  private static final long serialVersionUID = 1L;

  /** It has no settings. */
  public FieldKindsFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(FieldKinds kinds, DataOutput out) throws IOException {
    out.writeBoolean(kinds.complete());
    out.writeInt(kinds.bits().size());
    for (Map.Entry<String, Integer> entry : new TreeMap<>(kinds.bits()).entrySet()) {
      PrimitiveArrays.write(entry.getKey(), out);
      out.writeByte(entry.getValue());
    }
  }

  @Override
  public FieldKinds read(int version, DataInput in) throws IOException {
    WireFormat.known(this, version);
    boolean complete = in.readBoolean();
    int size = in.readInt();
    if (size < 0 || size > SeenKinds.MAX_FIELDS) {
      throw new InvalidObjectException(
          "kinds must be of at most " + SeenKinds.MAX_FIELDS + " fields: size=" + size);
    }
    Map<String, Integer> bits = new HashMap<>();
    for (int i = 0; i < size; i++) {
      bits.put(PrimitiveArrays.readText(in), (int) in.readByte());
    }
    try {
      return new FieldKinds(bits, complete);
    } catch (IllegalArgumentException e) {
      throw new InvalidObjectException(e.getMessage());
    }
  }
}
