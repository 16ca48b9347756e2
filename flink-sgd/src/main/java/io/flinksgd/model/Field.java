package io.flinksgd.model;

/** A field of records as one {@link Fields} knows it: made by it, and of use to no other. */
public abstract class Field {
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

  /** Whether nothing is made of it, so that its value need be neither read nor told. */
  public final boolean ignored() {
    return ignored;
  }

  @Override
  public final String toString() {
    return name;
  }
}
