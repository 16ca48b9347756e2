// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.message.PushFormat;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The pushes of an open round as state: each cut by shard, so that servers may be rescaled. Pure
 * functions, of any thread.
 */
public final class OpenRound {
  private OpenRound() {}

  /**
   * The part of {@code whole} that changes coordinates of {@code shard}; its coordinate count may
   * be 0.
   */
  public static Contribution part(Contribution whole, Layout layout, int shard) {
    Push push = whole.push();
    Coordinates all = push.update().coordinates();
    Payload.Plain plain = push.update().plain();
    int stride = all.count() == 0 ? 0 : plain.count() / all.count();
    int[] coordinates = new int[all.count()];
    float[] values = new float[plain.count()];
    int n = 0;
    for (int k = 0; k < coordinates.length; k++) {
      int coordinate = all.at(k);
      if (layout.shard(layout.page(coordinate)) == shard) {
        coordinates[n] = coordinate;
        System.arraycopy(plain.values(), plain.from() + k * stride, values, n * stride, stride);
        n++;
      }
    }
    Update update =
        new Update(
            new Coordinates.Listed(Arrays.copyOf(coordinates, n), 0, n),
            Payload.Plain.of(Arrays.copyOf(values, n * stride)));
    UsedView view = new UsedView(push.view().pull(), push.view().version());
    Push part = new Push(push.id(), view, push.examples(), push.weight(), update);
    return new Contribution(whole.worker(), part);
  }

  /** How a contribution is written in state. */
  public static final class Format implements WireFormat<Contribution> {
    private static final long serialVersionUID = 1L;

    /** It has no settings. */
    public Format() {}

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(Contribution value, DataOutput out) throws IOException {
      Header.write(FormatId.OPEN_ROUND, 1, out);
      out.writeInt(value.worker());
      PushFormat.write(value.push(), out);
    }

    @Override
    public Contribution read(int version, DataInput in) throws IOException {
      int unused = Header.read(FormatId.OPEN_ROUND, 1, in);
      return new Contribution(in.readInt(), PushFormat.read(in));
    }
  }
}
