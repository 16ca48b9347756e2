// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/** See {@link Consistency#asynchronous()}. */
record AsynchronousPolicy() implements Consistency {
  @Override
  public String spec() {
    return "asynchronous";
  }

  @Override
  public double gapBound(double largestNorm, int workers, int pipelineDepth) {
    return Double.POSITIVE_INFINITY;
  }
}
