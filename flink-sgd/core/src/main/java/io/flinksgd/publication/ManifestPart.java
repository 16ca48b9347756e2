// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.FieldKindsFormat;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/** What manifests are made of. */
public sealed interface ManifestPart permits Cut, ManifestPart.Fields {
  /**
   * What one of those who read records has seen.
   *
   * @param kinds of fields, that it had not seen before
   */
  record Fields(FieldKinds kinds) implements ManifestPart {}

  /** How they are written. */
  final class Format implements WireFormat<ManifestPart> {
    private static final long serialVersionUID = 1L;
    private static final byte CUT = 0;
    private static final byte FIELDS = 1;
    private final Cut.Format cuts = new Cut.Format();
    private final FieldKindsFormat kinds = new FieldKindsFormat();

    /** It has no settings. */
    public Format() {}

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(ManifestPart part, DataOutput out) throws IOException {
      if (part instanceof Cut cut) {
        out.writeByte(CUT);
        cuts.write(cut, out);
      } else if (part instanceof Fields fields) {
        out.writeByte(FIELDS);
        kinds.write(fields.kinds(), out);
      }
    }

    @Override
    public ManifestPart read(int version, DataInput in) throws IOException {
      WireFormat.newest(this, version);
      byte part = in.readByte();
      return switch (part) {
        case CUT -> cuts.read(cuts.version(), in);
        case FIELDS -> new Fields(kinds.read(kinds.version(), in));
        default ->
            throw new InvalidObjectException("part of a manifest must be 0 or 1: part=" + part);
      };
    }
  }
}
