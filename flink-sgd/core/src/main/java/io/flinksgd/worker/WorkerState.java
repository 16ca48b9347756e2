// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import java.util.List;

/**
 * What a checkpoint must keep of a worker.
 *
 * <p>Owned by whoever holds it: batches and arrays are not copied, see {@link #copy}.
 *
 * @param backlog batches that no push contains, oldest first
 * @param residuals what pushes have lost by their codec, a float for each coordinate: one, or none
 *     when nothing can be lost. A worker that goes on for several takes the residuals of all; they
 *     add up
 */
public record WorkerState(List<MiniBatch> backlog, List<float[]> residuals) {
  /** Of a worker that has read nothing. */
  static final WorkerState EMPTY = new WorkerState(List.of(), List.of());

  /** The same, independent of this: a worker goes on to change its batches. */
  public WorkerState copy() {
    return new WorkerState(
        backlog.stream().map(MiniBatch::copy).toList(),
        residuals.stream().map(float[]::clone).toList());
  }
}
