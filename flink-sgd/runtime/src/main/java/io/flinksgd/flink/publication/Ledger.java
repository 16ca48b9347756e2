// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.publication;

import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.FieldKindsFormat;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.VersionId;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What a loop has published so far.
 *
 * @param run who has published, and how many versions
 * @param pages the newest copy of each page that the run's attempts have published
 * @param examples that the newest cut has learned from
 * @param changed whether a cut since the last version has changed a page
 * @param fields the kinds of fields, as of the last checkpoint
 */
record Ledger(Run run, PageSet pages, long examples, boolean changed, FieldKinds fields) {
  static final Ledger EMPTY =
      new Ledger(new Run(0, Set.of(), 0), PageSet.EMPTY, 0, false, FieldKinds.UNKNOWN);

  /**
   * A training run.
   *
   * @param lineage its number
   * @param attempts the servers that have published since the last start or restore
   * @param versions how many versions it has
   */
  record Run(long lineage, Set<Long> attempts, long versions) {
    /** Its newest version, made of this cut. */
    VersionId id(long cut) {
      return new VersionId(lineage, attempts, cut, versions);
    }

    private Run with(Cut.Id cut) {
      if (lineage == cut.lineage() && attempts.contains(cut.attempt())) {
        return this;
      }
      Set<Long> all = new HashSet<>(attempts);
      all.add(cut.attempt());
      return new Run(cut.lineage(), all, versions);
    }
  }

  /** As of a checkpoint. */
  Ledger with(FieldKinds seen) {
    return new Ledger(run, pages, examples, changed, seen);
  }

  /** A server's cut has come. */
  Ledger enter(Cut cut) {
    return new Ledger(
        run.with(cut.id()),
        pages.with(cut.pages()),
        Math.max(examples, cut.learned().examples()),
        changed || !cut.pages().isEmpty(),
        fields);
  }

  /** One more version. */
  Ledger published() {
    Run more = new Run(run.lineage, run.attempts, run.versions + 1);
    return new Ledger(more, pages, examples, false, fields);
  }

  /**
   * As a restored job begins: its servers publish every page again, as their first. What an earlier
   * attempt has published since the state was written does not count any more.
   */
  Ledger restored() {
    Run restarted = new Run(run.lineage, Set.of(), run.versions);
    return new Ledger(restarted, PageSet.EMPTY, examples, false, fields);
  }

  /** How it is written in state, where attempts mean nothing. */
  static final class Format implements WireFormat<Ledger> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;
    private static final FieldKindsFormat KINDS = new FieldKindsFormat();

    @Override
    public int version() {
      return VERSION;
    }

    @Override
    public void write(Ledger value, DataOutput out) throws IOException {
      Header.write(FormatId.LEDGER, VERSION, out);
      out.writeLong(value.run.lineage);
      out.writeLong(value.run.versions);
      out.writeInt(value.pages.count());
      out.writeLong(value.pages.checksum());
      out.writeLong(value.examples);
      out.writeBoolean(value.changed);
      KINDS.write(value.fields, out);
    }

    @Override
    public Ledger read(int version, DataInput in) throws IOException {
      int unused = Header.read(FormatId.LEDGER, VERSION, in);
      return new Ledger(
          new Run(in.readLong(), Set.of(), in.readLong()),
          new PageSet(in.readInt(), in.readLong()),
          in.readLong(),
          in.readBoolean(),
          KINDS.read(KINDS.version(), in));
    }
  }
}
