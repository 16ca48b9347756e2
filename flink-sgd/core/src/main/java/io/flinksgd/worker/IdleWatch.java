// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

/** Tells from one tick to the next whether a worker has nothing to do for long. */
final class IdleWatch {
  private boolean idleBefore;

  /** A tick; returns whether the worker was idle at this one and at the one before. */
  boolean tick(boolean idle) {
    boolean lasting = idle && idleBefore;
    idleBefore = idle;
    return lasting;
  }
}
