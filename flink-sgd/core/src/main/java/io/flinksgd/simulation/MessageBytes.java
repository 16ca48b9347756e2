// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.message.Message;
import io.flinksgd.message.MessageFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Messages as the bytes in which they travel: their size counts, and their arrays are borrowed. */
final class MessageBytes {
  private static final MessageFormat FORMAT = new MessageFormat();

  private final ByteArrayOutputStream scratch = new ByteArrayOutputStream(1024);
  private final DataOutputStream out = new DataOutputStream(scratch);

  byte[] write(Message message) {
    scratch.reset();
    try {
      FORMAT.write(message, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return scratch.toByteArray();
  }

  Message read(byte[] bytes) {
    try {
      return FORMAT.read(FORMAT.version(), new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
