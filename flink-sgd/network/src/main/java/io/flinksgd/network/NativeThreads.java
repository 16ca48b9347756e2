// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import org.nd4j.linalg.factory.Nd4j;

/**
 * One native thread for each operation: the parallelism is that of the job's workers, and threads
 * of their own would only get in each other's way. For the whole process.
 */
final class NativeThreads {
  private NativeThreads() {}

  static void one() {
    byOwnLoader(NativeThreads::limit);
  }

  /**
   * ND4J finds its parts by the thread's class loader when it is first used, and then for good:
   * that must not be the loader of one job of many.
   */
  static void byOwnLoader(Runnable firstUse) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Nd4j.class.getClassLoader());
    try {
      firstUse.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void limit() {
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
  }
}
