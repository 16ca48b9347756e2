// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.SerializedThrowable;

/** Why a command failed, in a sentence. */
final class Failure {
  private static final String OWN = "io.flinksgd.";

  /** Begins what Flink's planner adds to its errors: all options of a table. */
  private static final String TABLE = "\n\nTable options are:";

  private Failure() {}

  /**
   * What the innermost of our own exceptions says: it knows the rule, the name and the value; those
   * around it know less. If it is no broken rule, or there is none, its causes may say more.
   */
  static String words(Throwable e) {
    List<Throwable> chain = chain(e);
    Throwable own = null;
    for (Throwable each : chain) {
      // a rule that was broken by an argument is broken by a part of it
      boolean again =
          own instanceof IllegalArgumentException && each instanceof IllegalArgumentException;
      if (isOwn(each) && !again) {
        own = each;
      }
    }
    if (own instanceof IllegalArgumentException) {
      return own.getMessage();
    }
    List<Throwable> rest = own == null ? chain : chain.subList(chain.indexOf(own), chain.size());
    StringBuilder words = new StringBuilder();
    for (Throwable each : rest) {
      String message = message(each);
      boolean again = each != rest.get(0) && each instanceof IllegalArgumentException;
      if (!again && words.indexOf(message) < 0) {
        words.append(words.isEmpty() ? "" : ": ").append(message);
      }
    }
    return words.toString();
  }

  /** It and its causes, as they were when they were thrown, here or in another process. */
  private static List<Throwable> chain(Throwable e) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = e; t != null && chain.size() < 100; t = t.getCause()) {
      if (t instanceof SerializedThrowable sent) {
        t = sent.deserializeError(Failure.class.getClassLoader());
      }
      chain.add(t);
    }
    return chain;
  }

  private static boolean isOwn(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e.getMessage() != null && trace.length > 0 && trace[0].getClassName().startsWith(OWN);
  }

  private static String message(Throwable e) {
    if (e.getMessage() == null) {
      return e.getClass().getSimpleName();
    }
    int table = e.getMessage().indexOf(TABLE);
    return table < 0 ? e.getMessage() : e.getMessage().substring(0, table);
  }
}
