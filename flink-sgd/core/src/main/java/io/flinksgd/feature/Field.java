// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;

/** A field of records as one {@link Fields} knows it: made by it, and of use to no other. */
public abstract class Field {
  /** The longest name of an object in which fields are, in characters. */
  static final int LONGEST_OBJECT = 1024;

  private final String name;
  private final boolean ignored;

  /**
   * A field.
   *
   * @param name with the names of the objects around it: {@code user.country}
   * @param ignored see {@link #ignored()}
   */
  protected Field(String name, boolean ignored) {
    this.name = name;
    this.ignored = ignored;
  }

  /** Its name, behind those of the objects that it is in: {@code user.country}. */
  public final String name() {
    return name;
  }

  /**
   * The name of the field called {@code name} in {@code object}.
   *
   * @throws Refusal if the object's is so long that a record could make far more of it than it
   *     holds
   */
  protected static String path(Field object, String name) throws Refusal {
    if (object.name.length() > LONGEST_OBJECT) {
      throw new Refusal(
          Rejected.Reason.OVERSIZED,
          "name of an object must have at most %d characters: length=%d, name=%s"
              .formatted(LONGEST_OBJECT, object.name.length(), Values.shown(object.name)));
    }
    return object.name + "." + name;
  }

  /** Whether nothing is made of it, so that its value need not be read. */
  public final boolean ignored() {
    return ignored;
  }

  /** Whether all its values are categories, numbers and nulls among them. */
  public boolean isCategory() {
    return false;
  }

  @Override
  public final String toString() {
    return name;
  }
}
