// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;

/**
 * Learns of it when a field has a value of a kind that it did not have before, which is rare. For
 * one thread.
 */
interface KindWatch {
  /** Knows every kind of every field, so that nothing is new to it. */
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

  /** The kinds that {@code field} is known to have, as a sum. */
  int known(String field);

  /**
   * The current record has another kind; called once for each of its fields.
   *
   * @throws Refusal if that breaks a rule
   */
  void news(Field field, FieldKind kind) throws Refusal;

  /**
   * The record that had a new kind is done.
   *
   * @param accepted whether it became features
   */
  void ended(boolean accepted);
}
