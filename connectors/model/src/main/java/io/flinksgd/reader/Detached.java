// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Threads that may outlive the job that starts them, because this library lies in {@code lib/} and
 * jobs share what such a thread does. A thread keeps what it inherits: the context class loader,
 * inheritable thread-locals, and, up to Java 23, the access control context, which holds the class
 * loader of everybody on the stack. These inherit none of the job's, nor does a thread that they
 * start.
 */
final class Detached {
  private Detached() {}

  /** A daemon that has not been started; its context class loader is this library's. */
  @SuppressWarnings("removal") // where it will be gone, threads inherit nothing of the kind
  static Thread thread(Runnable body, String name) {
    return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> make(body, name));
  }

  private static Thread make(Runnable body, String name) {
    Thread thread = new Thread(null, body, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(Detached.class.getClassLoader());
    return thread;
  }
}
