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
 * @param id when, and by whom
 * @param pages how many pages the attempt has published for the first time; exclusive-or of the
 *     fingerprints that came and of those that they replace
 * @param learned what the server's model has learned from before the cut; the loss is the same at
 *     all servers
 * @param whole whether every page that changed is part of it: one that is not finite never is
 */
public record Cut(Id id, PageSet pages, Learned learned, boolean whole) implements ManifestPart {
  /**
   * When a server cut its pages.
   *
   * @param lineage the training run
   * @param attempt the server's execution attempt
   * @param cut the checkpoint, or {@link Publication#FINAL_CUT}
   */
  public record Id(long lineage, long attempt, long cut) {}

  /** How cuts are written: in version 3 whole ones, in version 4 others. */
  public static final class Format implements WireFormat<Cut> {
    private static final long serialVersionUID = 1L;
    private static final byte WHOLE = 3;
    private static final byte NOT_WHOLE = 4;

    /** It has no settings. */
    public Format() {}

    @Override
    public int version() {
      return WHOLE;
    }

    @Override
    public void write(Cut value, DataOutput out) throws IOException {
      out.writeByte(value.whole ? WHOLE : NOT_WHOLE);
      out.writeLong(value.id.lineage);
      out.writeLong(value.id.attempt);
      out.writeLong(value.id.cut);
      out.writeInt(value.pages.count());
      out.writeLong(value.pages.checksum());
      out.writeLong(value.learned.examples());
      value.learned.loss().write(out);
    }

    @Override
    public Cut read(int version, DataInput in) throws IOException {
      byte layout = in.readByte();
      if (layout != WHOLE && layout != NOT_WHOLE) {
        throw new InvalidObjectException("cut must be of version 3 or 4: version=" + layout);
      }
      return new Cut(
          new Id(in.readLong(), in.readLong(), in.readLong()),
          new PageSet(in.readInt(), in.readLong()),
          new Learned(in.readLong(), ProgressiveLoss.read(in)),
          layout == WHOLE);
    }
  }
}
