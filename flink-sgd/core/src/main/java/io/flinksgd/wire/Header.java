package io.flinksgd.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/** What everything in state begins with: a magic and the version of its layout. */
public final class Header {
  private Header() {}

  /** Writes {@code magic} and version 1. */
  public static void write(short magic, DataOutput out) throws IOException {
    write(magic, 1, out);
  }

  /** Writes {@code magic} and {@code version}, which is at most 127. */
  public static void write(short magic, int version, DataOutput out) throws IOException {
    out.writeShort(magic);
    out.writeByte(version);
  }

  /**
   * Reads what {@link #write(short, DataOutput)} wrote.
   *
   * @param what the name of what follows, for the error
   */
  public static void read(short magic, String what, DataInput in) throws IOException {
    read(magic, what, 1, in);
  }

  /**
   * Reads what {@link #write(short, int, DataOutput)} wrote.
   *
   * @param what the name of what follows, for the error
   * @param newest the newest version that can be read
   * @return the version
   */
  public static int read(short magic, String what, int newest, DataInput in) throws IOException {
    short found = in.readShort();
    byte version = in.readByte();
    if (found != magic || version < 1 || version > newest) {
      throw new InvalidObjectException(
          what
              + " must begin with magic "
              + magic
              + (newest == 1 ? " and version 1: " : " and a version from 1 to " + newest + ": ")
              + found
              + ", "
              + version);
    }
    return version;
  }
}
