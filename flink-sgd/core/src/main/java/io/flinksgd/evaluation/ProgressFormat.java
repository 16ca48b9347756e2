// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How {@link Progress} is written. */
public final class ProgressFormat implements WireFormat<Progress> {
  private static final long serialVersionUID = 1L;

  /** It has no settings. */
  public ProgressFormat() {}

  @Override
  public int version() {
    return 5;
  }

  @Override
  public void write(Progress progress, DataOutput out) throws IOException {
    out.writeLong(progress.at());
    out.writeLong(progress.work().examples());
    out.writeLong(progress.work().records());
    progress.total().rejections().write(out);
    progress.window().rejections().write(out);
    out.writeLong(progress.work().steps());
    out.writeLong(progress.staleness().max());
    out.writeDouble(progress.staleness().mean());
    out.writeInt(progress.work().workers());
    progress.total().scores().write(out);
    progress.window().scores().write(out);
    progress.total().gaps().write(out);
    progress.window().gaps().write(out);
    progress.work().traffic().write(out);
    out.writeBoolean(progress.diverged());
  }

  /** Progress is never part of state, so only the newest layout is read. */
  @Override
  public Progress read(int version, DataInput in) throws IOException {
    WireFormat.newest(this, version);
    long at = in.readLong();
    long examples = in.readLong();
    long records = in.readLong();
    Rejections rejections = Rejections.read(in);
    Rejections windowRejections = Rejections.read(in);
    long steps = in.readLong();
    Progress.Staleness staleness = new Progress.Staleness(in.readLong(), in.readDouble());
    int workers = in.readInt();
    Scores scores = Scores.read(in);
    Scores windowScores = Scores.read(in);
    GapStatistics gaps = GapStatistics.read(in);
    GapStatistics windowGaps = GapStatistics.read(in);
    return new Progress(
        at,
        new Progress.Work(records, examples, steps, workers, Traffic.read(in)),
        staleness,
        new Progress.Results(scores, gaps, rejections),
        new Progress.Results(windowScores, windowGaps, windowRejections),
        in.readBoolean());
  }
}
