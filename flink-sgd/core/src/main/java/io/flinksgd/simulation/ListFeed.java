// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.example.Example;
import java.util.List;

/** Examples from lists, one list for each worker. */
final class ListFeed implements Feed {
  private final List<List<Example>> inputs;
  private final int[] position;

  ListFeed(List<List<Example>> inputs) {
    this.inputs = inputs;
    this.position = new int[inputs.size()];
  }

  @Override
  public boolean has(int worker) {
    return position[worker] < inputs.get(worker).size();
  }

  @Override
  public Example next(int worker) {
    return inputs.get(worker).get(position[worker]++);
  }

  @Override
  public long position(int worker) {
    return position[worker];
  }

  @Override
  public void seek(int worker, long to) {
    position[worker] = Math.toIntExact(to);
  }
}
