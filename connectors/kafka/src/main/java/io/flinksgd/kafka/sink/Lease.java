// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.wire.FormatId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Who writes a model topic, as a record of that topic:
 *
 * <pre>
 *   key     'L'                                   compaction keeps the newest
 *   value   none                                  readers of models pass over it, and compaction
 *                                                 drops it when it is not renewed any more
 *   header  "lease": "FSGL", version (1 byte), fields in their order
 * </pre>
 *
 * @param term a number that only this attempt of the job has
 * @param holder who has it
 * @param held false if it has ended
 * @param length how long it holds unless it is renewed
 */
record Lease(long term, Holder holder, boolean held, Duration length) {
  /**
   * A job that writes a model topic. Names are cut at 200 characters.
   *
   * @param lineage the job that began to write the topic, of which this one may be a restore
   * @param job its name, for people
   * @param prefix of its transactional ids
   * @param table whose training writes the topic, for people; empty for a job without tables, or if
   *     the lease is one of version 1, which has no such field
   */
  record Holder(String lineage, String job, String prefix, String table) {
    Holder {
      job = cut(job);
      table = cut(table);
    }

    /** Whether it is the training of the table {@code other}, as far as it says. */
    boolean trains(String other) {
      return table.equals(cut(other));
    }

    private static String cut(String name) {
      return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    /** For people. */
    @Override
    public String toString() {
      return "job '%s' of lineage %s".formatted(job, lineage);
    }
  }

  private static final byte[] KEY = {'L'};
  private static final String HEADER = "lease";
  private static final int VERSION = 2;
  private static final int WITHOUT_TABLE = 1;
  private static final int LONGEST_NAME = 200;

  /** The same lease, given back. */
  Lease released() {
    return new Lease(term, holder, false, length);
  }

  /** For people. */
  @Override
  public String toString() {
    return holder.toString();
  }

  ProducerRecord<byte[], byte[]> record(String topic) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, KEY, null);
    record.headers().add(HEADER, bytes());
    return record;
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      io.flinksgd.wire.Header.write(FormatId.LEASE, VERSION, out);
      out.writeLong(term);
      out.writeUTF(holder.lineage());
      out.writeUTF(holder.job());
      out.writeUTF(holder.prefix());
      out.writeBoolean(held);
      out.writeLong(length.toMillis());
      out.writeUTF(holder.table());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The lease that a record is, if it is one.
   *
   * @throws IOException if it is a lease that cannot be read
   */
  static Optional<Lease> of(ConsumerRecord<byte[], byte[]> record) throws IOException {
    byte[] key = record.key();
    Header header = record.headers().lastHeader(HEADER);
    if (key == null || key.length != 1 || key[0] != KEY[0] || header == null) {
      return Optional.empty();
    }
    return Optional.of(read(header.value()));
  }

  static Lease read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = io.flinksgd.wire.Header.read(FormatId.LEASE, VERSION, in);
      long term = in.readLong();
      String lineage = in.readUTF();
      String job = in.readUTF();
      String prefix = in.readUTF();
      boolean held = in.readBoolean();
      Duration length = Duration.ofMillis(in.readLong());
      String table = version == WITHOUT_TABLE ? "" : in.readUTF();
      return new Lease(term, new Holder(lineage, job, prefix, table), held, length);
    }
  }
}
