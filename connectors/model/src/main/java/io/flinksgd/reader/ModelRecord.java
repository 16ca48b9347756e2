// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.ArtifactPart;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.PublicationFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A publication as a Kafka record.
 *
 * <pre>
 *   key    'P', page number (4 bytes)            one page: compaction keeps its newest copy
 *          'M'                                   the manifest: compaction keeps the newest
 *          'A', number (4 bytes)                 part of the artifact: compaction keeps its newest
 *   value  "FSGD", version (1 byte), fields      as {@link PublicationFormat} writes them
 * </pre>
 *
 * The lineage is not in the key, so that a new training run replaces the old one's records.
 */
public final class ModelRecord {
  private static final int HEADER = 5;

  /** More than the largest page has, and than any manifest needs. */
  public static final int LARGEST = 8 << 20;

  /** Positions of the number of weights in a page's value, by the version of the value. */
  private static final int[] PAGE_LENGTH = {
    0,
    HEADER + 1 + 8 + 8 + 4 + 4,
    HEADER + 1 + 8 + 8 + 8 + 4 + 4,
    HEADER + 1 + 8 + 8 + 8 + 4 + 4,
    HEADER + 1 + 8 + 8 + 8 + 4 + 4
  };

  private static final PublicationFormat FORMAT = new PublicationFormat();

  private ModelRecord() {}

  /** The key of the record of {@code publication}. */
  public static byte[] key(Publication publication) {
    if (publication instanceof Page page) {
      return key('P', page.page());
    }
    return publication instanceof ArtifactPart part ? key('A', part.part()) : new byte[] {'M'};
  }

  private static byte[] key(char kind, int number) {
    return ByteBuffer.allocate(5).put((byte) kind).putInt(number).array();
  }

  /** Whether a record with this key is a manifest. */
  public static boolean isManifest(byte[] key) {
    return key != null && key.length == 1 && key[0] == 'M';
  }

  /** Whether it is the key of a page or a part of an artifact. */
  public static boolean isOther(byte[] key) {
    return key != null && key.length == 5 && (key[0] == 'P' || key[0] == 'A');
  }

  /** The value of the record of {@code publication}. */
  public static byte[] value(Publication publication) {
    int weights = publication instanceof Page page ? page.weights().length : 128;
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(
            PAGE_LENGTH[FORMAT.version()] + Integer.BYTES + weights * Float.BYTES);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      FORMAT.write(publication, out);
    } catch (IOException e) {
      throw new IllegalArgumentException("publication must fit its format", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a record's value.
   *
   * @throws IOException if it is none of ours or is damaged
   */
  public static Publication read(byte[] value) throws IOException {
    if (value.length > LARGEST) {
      throw new IOException(
          "record of a model must have at most %d bytes: bytes=%d"
              .formatted(LARGEST, value.length));
    }
    checkLength(value);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(value));
    Publication publication = FORMAT.read(FORMAT.version(), in);
    if (in.available() > 0) {
      throw new IOException("record must end with its last field: left over=" + in.available());
    }
    if (publication instanceof Page page) {
      checkWeights(page);
    }
    return publication;
  }

  /** No trainer of ours publishes others; a version that has such a page is never whole. */
  private static void checkWeights(Page page) throws IOException {
    float[] weights = page.weights();
    for (int k = 0; k < weights.length; k++) {
      if (!Float.isFinite(weights[k])) {
        throw new IOException(
            "weight must be finite: coordinate=%d, weight=%s, page=%d, cut=%d"
                .formatted((long) page.first() + k, weights[k], page.page(), page.cut()));
      }
    }
  }

  /** Nothing large is allocated for a page that is not there. */
  private static void checkLength(byte[] value) throws IOException {
    int version = value.length > HEADER ? value[HEADER - 1] : 0;
    if (version < 1 || version >= PAGE_LENGTH.length || value[HEADER] != 0) {
      return;
    }
    int at = PAGE_LENGTH[version];
    int weights = value.length < at + Integer.BYTES ? 0 : ByteBuffer.wrap(value).getInt(at);
    if (weights != Math.max(0, value.length - at - Integer.BYTES) / Float.BYTES) {
      throw new IOException(
          "page must hold what it announces: weights=" + weights + ", bytes=" + value.length);
    }
  }
}
