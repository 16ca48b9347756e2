package io.flinksgd.message;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/** What everything in state begins with: a magic and the version of its layout. */
public final class Header {
  private static final byte VERSION = 1;

  private Header() {}

  /** Writes {@code magic} and version 1. */
  public static void write(short magic, DataOutput out) throws IOException {
    out.writeShort(magic);
    out.writeByte(VERSION);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param what the name of what follows, for the error
   */
  public static void read(short magic, String what, DataInput in) throws IOException {
    short found = in.readShort();
    byte version = in.readByte();
    if (found != magic || version != VERSION) {
      throw new InvalidObjectException(
          what + " must begin with magic " + magic + " and version 1: " + found + ", " + version);
    }
  }
}
