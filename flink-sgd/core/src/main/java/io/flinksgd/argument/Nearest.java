// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import java.util.Collection;
import java.util.Optional;

/** The name that somebody may have meant who wrote another. */
public final class Nearest {
  /** Letters that may be wrong, for each that is right. */
  private static final int LETTERS = 3;

  private static final int LONGEST = 100;

  private Nearest() {}

  /** The one of {@code known} that is like {@code given}: one letter in three may be wrong. */
  public static Optional<String> of(String given, Collection<String> known) {
    return of(given, known, Math.min(Math.max(1, given.length() / LETTERS), given.length() - 1));
  }

  /** The one of {@code known} that is like {@code given}: {@code most} letters may be wrong. */
  public static Optional<String> of(String given, Collection<String> known, int most) {
    if (given.length() > LONGEST) {
      return Optional.empty();
    }
    String nearest = null;
    int least = most + 1;
    for (String name : known) {
      int distance = distance(given, name);
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** {@code " (did you mean NAME?)"}, or nothing. */
  public static String hint(String given, Collection<String> known) {
    return of(given, known).map(name -> " (did you mean " + name + "?)").orElse("");
  }

  /**
   * Letters to insert, to delete, to replace or to exchange with their neighbour, each letter once
   * at most (optimal string alignment).
   */
  private static int distance(String a, String b) {
    int[][] to = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          to[i][j] = i + j;
          continue;
        }
        int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(to[i - 1][j - 1] + wrong, 1 + Math.min(to[i - 1][j], to[i][j - 1]));
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        to[i][j] = exchanged ? Math.min(best, to[i - 2][j - 2] + 1) : best;
      }
    }
    return to[a.length()][b.length()];
  }
}
