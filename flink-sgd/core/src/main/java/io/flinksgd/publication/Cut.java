// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/**
 * What one server changed of the published pages between two cuts.
 *
 * @param lineage the training run
 * @param attempt the server's execution attempt
 * @param cut the checkpoint, or {@link Publication#FINAL_CUT}
 * @param pages pages that the attempt has published for the first time
 * @param checksum exclusive-or of the fingerprints that came and of those that they replace
 * @param examples examples that the server knows of
 * @param loss of the examples before the cut, the same at all servers
 * @param whole whether every page that changed is part of it: one that is not finite never is
 */
public record Cut(
    long lineage,
    long attempt,
    long cut,
    int pages,
    long checksum,
    long examples,
    ProgressiveLoss loss,
    boolean whole)
    implements ManifestPart {
  /** A whole one. */
  public Cut(
      long lineage,
      long attempt,
      long cut,
      int pages,
      long checksum,
      long examples,
      ProgressiveLoss loss) {
    this(lineage, attempt, cut, pages, checksum, examples, loss, true);
  }

  /** How cuts are written: in version 3 whole ones, in version 4 others. */
  public static final class Format implements WireFormat<Cut> {
    private static final long serialVersionUID = 1L;
    private static final byte WHOLE = 3;
    private static final byte NOT_WHOLE = 4;

    /** For Flink, which restores state by this class's name. */
    public Format() {}

    @Override
    public int version() {
      return WHOLE;
    }

    @Override
    public void write(Cut value, DataOutput out) throws IOException {
      out.writeByte(value.whole ? WHOLE : NOT_WHOLE);
      out.writeLong(value.lineage);
      out.writeLong(value.attempt);
      out.writeLong(value.cut);
      out.writeInt(value.pages);
      out.writeLong(value.checksum);
      out.writeLong(value.examples);
      value.loss.write(out);
    }

    @Override
    public Cut read(int version, DataInput in) throws IOException {
      byte layout = in.readByte();
      if (layout != WHOLE && layout != NOT_WHOLE) {
        throw new InvalidObjectException("cut must be of version 3 or 4: version=" + layout);
      }
      return new Cut(
          in.readLong(),
          in.readLong(),
          in.readLong(),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          ProgressiveLoss.read(in),
          layout == WHOLE);
    }
  }
}
