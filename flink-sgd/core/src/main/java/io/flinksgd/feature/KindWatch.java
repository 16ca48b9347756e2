// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;

/**
 * Is told when a field has a value of a kind that it is not known to have: never for most records.
 * For one thread.
 */
interface KindWatch {
  /** Takes every field for known to be of every kind, so that it is told nothing. */
  KindWatch NONE =
      new KindWatch() {
        @Override
        public int known(String field) {
          return FieldKind.ALL;
        }

        @Override
        public void news(Field field, FieldKind kind) {}

        @Override
        public void ended(boolean accepted) {}
      };

  /** The kinds of {@code field} that are no news, as a sum. */
  int known(String field);

  /**
   * A record has another one; said once for each field of a record.
   *
   * @throws Refusal if that breaks a rule
   */
  void news(Field field, FieldKind kind) throws Refusal;

  /** The record in which there were news has become features, or has not. */
  void ended(boolean accepted);
}
