// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every server knows of the training run besides its pages; the same at all servers, so that a
 * rescaled server may take it from any.
 *
 * <p>Immutable, of any thread.
 *
 * @param lineage the training run, kept over restores
 * @param examples examples that the model has learned from
 * @param dimension coordinates of the model
 * @param pageSize coordinates in a page
 * @param stride floats of state for each coordinate
 * @param trainedAs with which settings the state is to be read
 */
public record ServerMemory(
    long lineage, long examples, int dimension, int pageSize, int stride, TrainedAs trainedAs) {

  /** How it is written in state. */
  public static final class Format implements WireFormat<ServerMemory> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;
    private static final int MAX_SETTINGS = 64;

    /** It has no settings. */
    public Format() {}

    @Override
    public int version() {
      return VERSION;
    }

    @Override
    public void write(ServerMemory value, DataOutput out) throws IOException {
      Header.write(FormatId.SERVER, VERSION, out);
      out.writeLong(value.lineage);
      out.writeLong(value.examples);
      out.writeInt(value.dimension);
      out.writeInt(value.pageSize);
      out.writeInt(value.stride);
      Map<String, String> settings = value.trainedAs.settings();
      out.writeInt(settings.size());
      for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
        PrimitiveArrays.write(setting.getKey(), out);
        PrimitiveArrays.write(setting.getValue(), out);
      }
    }

    @Override
    public ServerMemory read(int version, DataInput in) throws IOException {
      int unused = Header.read(FormatId.SERVER, VERSION, in);
      return new ServerMemory(
          in.readLong(), in.readLong(), in.readInt(), in.readInt(), in.readInt(), settings(in));
    }

    private static TrainedAs settings(DataInput in) throws IOException {
      int count = in.readInt();
      if (count < 0 || count > MAX_SETTINGS) {
        throw new InvalidObjectException(
            "settings must be at most " + MAX_SETTINGS + ": settings=" + count);
      }
      Map<String, String> settings = new TreeMap<>();
      for (int i = 0; i < count; i++) {
        settings.put(PrimitiveArrays.readText(in), PrimitiveArrays.readText(in));
      }
      return new TrainedAs(settings);
    }
  }
}
