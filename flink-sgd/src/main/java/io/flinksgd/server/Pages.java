package io.flinksgd.server;

/** The pages of one server's part of the model. Owned by the server's thread. */
public interface Pages {
  /** The states of a page's coordinates, to look at; valid until the next call. */
  float[] read(int page);

  /** The same, to change. */
  float[] write(int page);
}
