// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/** See {@link Consistency#synchronous()}. */
record SynchronousPolicy() implements Consistency {
  @Override
  public String spec() {
    return "synchronous";
  }

  @Override
  public boolean rounds() {
    return true;
  }

  @Override
  public double gapBound(double largestNorm, int workers, int pipelineDepth) {
    return 0;
  }

  @Override
  public long stalenessBound(int workers, int pipelineDepth) {
    return 0;
  }
}
