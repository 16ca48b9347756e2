// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/** How {@link Progress} is written. */
public final class ProgressFormat implements WireFormat<Progress> {
  private static final long serialVersionUID = 1L;

  /** For Flink, which restores state by this class's name. */
  public ProgressFormat() {}

  @Override
  public int version() {
    return 5;
  }

  @Override
  public void write(Progress progress, DataOutput out) throws IOException {
    out.writeLong(progress.at());
    out.writeLong(progress.examples());
    out.writeLong(progress.records());
    progress.rejections().write(out);
    progress.windowRejections().write(out);
    out.writeLong(progress.steps());
    out.writeLong(progress.stalenessMax());
    out.writeDouble(progress.stalenessMean());
    out.writeInt(progress.workers());
    progress.total().write(out);
    progress.window().write(out);
    progress.gaps().write(out);
    progress.windowGaps().write(out);
    progress.traffic().write(out);
    out.writeBoolean(progress.diverged());
  }

  /** Progress is never part of state, so only the newest layout is read. */
  @Override
  public Progress read(int version, DataInput in) throws IOException {
    if (version != version()) {
      throw new InvalidObjectException(
          "progress must be of version " + version() + ": version=" + version);
    }
    return new Progress(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        Rejections.read(in),
        Rejections.read(in),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readInt(),
        Scores.read(in),
        Scores.read(in),
        GapStatistics.read(in),
        GapStatistics.read(in),
        Traffic.read(in),
        in.readBoolean());
  }
}
