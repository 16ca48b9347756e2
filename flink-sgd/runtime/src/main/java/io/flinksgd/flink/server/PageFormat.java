// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a page is written in state: magic, version, what was published, the states of its
 * coordinates.
 */
public final class PageFormat implements WireFormat<Page> {
  private static final long serialVersionUID = 1L;
  private static final byte VERSION = 1;

  /** It has no settings. */
  public PageFormat() {}

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void write(Page page, DataOutput out) throws IOException {
    Header.write(FormatId.PAGE, VERSION, out);
    out.writeLong(page.fingerprint);
    out.writeBoolean(page.unpublished);
    out.writeInt(page.block.length);
    PrimitiveArrays.write(page.block, 0, page.block.length, out);
  }

  /** Bytes of a page. */
  int length(Page page) {
    return Header.BYTES + Long.BYTES + 1 + Integer.BYTES + page.block.length * Float.BYTES;
  }

  @Override
  public Page read(int version, DataInput in) throws IOException {
    int unused = Header.read(FormatId.PAGE, VERSION, in);
    long fingerprint = in.readLong();
    boolean unpublished = in.readBoolean();
    Page page = new Page(PrimitiveArrays.readFloats(in.readInt(), in), fingerprint);
    page.unpublished = unpublished;
    return page;
  }
}
