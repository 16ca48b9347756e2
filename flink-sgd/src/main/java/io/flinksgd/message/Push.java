package io.flinksgd.message;

/**
 * The change that a worker's mini-batch made, as far as it concerns one server.
 *
 * @param id the worker's number for it, rising; 0 for none
 * @param pull the pull whose answer it was computed on
 * @param view the version of that answer
 * @param examples how many examples it stands for
 * @param weight the factor that the server applies
 * @param coordinates what it changes
 * @param values floats for each coordinate, {@code from} on; borrowed until written
 * @param from where the values begin
 * @param count how many floats
 */
@SuppressWarnings("ArrayRecordComponent")
public record Push(
    long id,
    long pull,
    long view,
    int examples,
    float weight,
    Coordinates coordinates,
    float[] values,
    int from,
    int count) {
  private static final float[] NOTHING = {};

  /** No push. */
  public static final Push NONE = new Push(0, 0, 0, 0, 0, Coordinates.NONE, NOTHING, 0, 0);

  /** Whether there is one. */
  public boolean present() {
    return id != 0;
  }
}
