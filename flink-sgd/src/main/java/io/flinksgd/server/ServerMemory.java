package io.flinksgd.server;

import io.flinksgd.message.Header;
import io.flinksgd.message.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What every server knows of the training run besides its pages; the same at all servers, so that a
 * rescaled server may take it from any.
 *
 * @param lineage the training run, kept over restores
 * @param examples examples that the model has learned from
 * @param dimension coordinates of the model
 * @param pageSize coordinates in a page
 * @param stride floats of state for each coordinate
 */
record ServerMemory(long lineage, long examples, int dimension, int pageSize, int stride) {

  /** How it is written in state. */
  public static final class Format implements WireFormat<ServerMemory> {
    private static final long serialVersionUID = 1L;
    private static final short MAGIC = 0x534D;

    /** For Flink, which restores state by this class's name. */
    public Format() {}

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(ServerMemory value, DataOutput out) throws IOException {
      Header.write(MAGIC, out);
      out.writeLong(value.lineage);
      out.writeLong(value.examples);
      out.writeInt(value.dimension);
      out.writeInt(value.pageSize);
      out.writeInt(value.stride);
    }

    @Override
    public ServerMemory read(int version, DataInput in) throws IOException {
      Header.read(MAGIC, "server state", in);
      return new ServerMemory(
          in.readLong(), in.readLong(), in.readInt(), in.readInt(), in.readInt());
    }
  }
}
