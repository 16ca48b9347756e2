package io.flinksgd.network;

import org.nd4j.linalg.factory.Nd4j;

/**
 * One native thread for each operation: the parallelism is that of the job's workers, and threads
 * of their own would only get in each other's way. For the whole process.
 */
final class NativeThreads {
  private NativeThreads() {}

  static void one() {
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
  }
}
