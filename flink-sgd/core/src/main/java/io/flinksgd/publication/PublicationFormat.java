// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.FieldKindsFormat;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a {@link Publication} is written: magic and version first, for it also stands in topics.
 * Entries of a manifest's spec are sorted by name and attempts by number, so that equal manifests
 * have equal bytes.
 *
 * <p>Version 1 knew no attempts: there, a restored job's pages cannot be told from an abandoned
 * one's. It is read as if each lineage were one attempt. Version 2 knew no losses, version 3 no
 * kinds of fields.
 */
public final class PublicationFormat implements WireFormat<Publication> {
  private static final long serialVersionUID = 1L;
  private static final byte VERSION = 4;
  private static final byte PAGE = 0;
  private static final byte MANIFEST = 1;
  private static final byte ARTIFACT_PART = 2;
  private static final FieldKindsFormat KINDS = new FieldKindsFormat();
  private static final int MAX_SPEC = 1024;
  private static final int MAX_ATTEMPTS = 1 << 20;

  /** It has no settings. */
  public PublicationFormat() {}

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void write(Publication publication, DataOutput out) throws IOException {
    Header.write(FormatId.PUBLICATION, VERSION, out);
    if (publication instanceof Publication.Page page) {
      out.writeByte(PAGE);
      out.writeLong(page.lineage());
      out.writeLong(page.attempt());
      out.writeLong(page.cut());
      out.writeInt(page.page());
      out.writeInt(page.first());
      out.writeInt(page.weights().length);
      PrimitiveArrays.write(page.weights(), 0, page.weights().length, out);
    } else if (publication instanceof Publication.Manifest manifest) {
      out.writeByte(MANIFEST);
      out.writeLong(manifest.id().lineage());
      out.writeInt(manifest.id().attempts().size());
      for (long attempt : new TreeSet<>(manifest.id().attempts())) {
        out.writeLong(attempt);
      }
      out.writeLong(manifest.id().cut());
      out.writeLong(manifest.id().version());
      out.writeInt(manifest.pages().count());
      out.writeLong(manifest.pages().checksum());
      out.writeInt(manifest.shape().dimension());
      out.writeInt(manifest.shape().pageSize());
      out.writeLong(manifest.learned().examples());
      out.writeLong(manifest.createdAt());
      Map<String, String> spec = manifest.description().spec();
      out.writeInt(spec.size());
      for (Map.Entry<String, String> entry : new TreeMap<>(spec).entrySet()) {
        PrimitiveArrays.write(entry.getKey(), out);
        PrimitiveArrays.write(entry.getValue(), out);
      }
      manifest.learned().loss().write(out);
      KINDS.write(manifest.description().fields(), out);
    } else if (publication instanceof Publication.ArtifactPart part) {
      out.writeByte(ARTIFACT_PART);
      PrimitiveArrays.write(part.sha256(), out);
      out.writeInt(part.part());
      out.writeInt(part.parts());
      out.writeInt(part.bytes().length);
      out.write(part.bytes());
    }
  }

  @Override
  public Publication read(int version, DataInput in) throws IOException {
    int layout = Header.read(FormatId.PUBLICATION, VERSION, in);
    byte kind = in.readByte();
    return switch (kind) {
      case PAGE -> page(layout, in);
      case MANIFEST -> manifest(layout, in);
      case ARTIFACT_PART ->
          new Publication.ArtifactPart(
              PrimitiveArrays.readText(in), in.readInt(), in.readInt(), partBytes(in));
      default -> throw new InvalidObjectException("publication kind must be 0 to 2: kind=" + kind);
    };
  }

  private static Publication page(int layout, DataInput in) throws IOException {
    long lineage = in.readLong();
    return new Publication.Page(
        lineage,
        layout == 1 ? lineage : in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        PrimitiveArrays.readFloats(in.readInt(), in));
  }

  private static Publication manifest(int layout, DataInput in) throws IOException {
    long lineage = in.readLong();
    Set<Long> attempts = layout == 1 ? Set.of(lineage) : attempts(in);
    VersionId id = new VersionId(lineage, attempts, in.readLong(), in.readLong());
    PageSet pages = new PageSet(in.readInt(), in.readLong());
    ModelShape shape = new ModelShape(in.readInt(), in.readInt());
    long examples = in.readLong();
    long createdAt = in.readLong();
    Map<String, String> spec = spec(in);
    ProgressiveLoss loss = layout < 3 ? ProgressiveLoss.UNKNOWN : ProgressiveLoss.read(in);
    FieldKinds fields = layout < 4 ? FieldKinds.UNKNOWN : KINDS.read(KINDS.version(), in);
    return new Publication.Manifest(
        id,
        pages,
        shape,
        new Learned(examples, loss),
        createdAt,
        new ModelDescription(spec, fields));
  }

  private static byte[] partBytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Publication.ArtifactPart.MAX_BYTES) {
      throw new InvalidObjectException(
          "part of an artifact must have at most "
              + Publication.ArtifactPart.MAX_BYTES
              + " bytes: bytes="
              + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private static Set<Long> attempts(DataInput in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MAX_ATTEMPTS) {
      throw new InvalidObjectException(
          "manifest must name at most " + MAX_ATTEMPTS + " attempts: size=" + size);
    }
    Set<Long> attempts = new HashSet<>();
    for (int i = 0; i < size; i++) {
      attempts.add(in.readLong());
    }
    return attempts;
  }

  private static Map<String, String> spec(DataInput in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MAX_SPEC) {
      throw new InvalidObjectException(
          "spec must have at most " + MAX_SPEC + " entries: size=" + size);
    }
    Map<String, String> spec = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      spec.put(PrimitiveArrays.readText(in), PrimitiveArrays.readText(in));
    }
    return spec;
  }
}
