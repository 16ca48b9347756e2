// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.publication;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.FieldKindsFormat;
import io.flinksgd.feature.SeenKinds;
import io.flinksgd.flink.operator.Gauges;
import io.flinksgd.flink.operator.OneInputFactory;
import io.flinksgd.flink.operator.Parallelism;
import io.flinksgd.flink.wire.Stored;
import io.flinksgd.layout.Layout;
import io.flinksgd.model.Artifact;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.VersionId;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers the versions: when every server's cut has come, which an aligned barrier guarantees, it
 * emits the manifest ahead of the barrier, so that pages and manifest belong to one checkpoint.
 * Runs with parallelism one. A cut of a checkpoint that was aborted becomes part of the next
 * version, and so does one of a checkpoint at which a server kept a page back because it was not
 * finite: that makes no version, so that the last good one stays the newest. The kinds of a
 * record's fields come ahead of the barrier behind it.
 */
public final class ManifestOperator extends AbstractStreamOperator<Publication>
    implements OneInputStreamOperator<ManifestPart, Publication>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ManifestOperator.class);

  /** So many fields are warned of. */
  private static final int MOST_WARNINGS = 100;

  private final Layout layout;
  private final Map<String, String> description;
  private final Artifact artifact;
  private transient boolean announced;
  private transient Stored<Ledger> state;
  private transient Ledger ledger;
  private transient SeenKinds kinds;
  private transient Set<String> mixed;
  private transient ProgressiveLoss loss;
  private transient boolean whole;
  private transient long withheld;
  private transient Gauges gauges;

  private ManifestOperator(
      StreamOperatorParameters<Publication> parameters,
      Layout layout,
      Map<String, String> description,
      Artifact artifact) {
    super(parameters);
    this.layout = layout;
    this.description = description;
    this.artifact = artifact;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state =
        new Stored<>(
            context.getOperatorStateStore().getListState(Stored.list("ledger")),
            new Ledger.Format());
    ledger = Ledger.EMPTY;
    loss = ProgressiveLoss.UNKNOWN;
    whole = true;
    kinds = new SeenKinds();
    mixed = new HashSet<>();
    for (Ledger restored : state.get()) {
      ledger = restored.restored();
      refuseFormerFeatures(ledger.fields());
      saw(ledger.fields());
    }
    gauges = new Gauges(getMetricGroup().addGroup("training"));
    gauges.count("modelVersion", () -> ledger.version());
    gauges.count("notFiniteVersions", () -> withheld);
    gauges.count("mixedFields", () -> mixed.size());
  }

  private void refuseFormerFeatures(FieldKinds trained) {
    Set<String> features = trained.featuresAmong(description.getOrDefault(FieldKinds.MEANINGS, ""));
    if (!features.isEmpty()) {
      throw new SuppressRestartsException( // another attempt would have the same fields
          new IllegalArgumentException(
              "label, weight, time and key must not be fields that were features in the restored"
                  + " state: fields="
                  + features
                  + "; what was learned of them would be of no use: go back to the old fields, or"
                  + " train anew without this state"));
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    Parallelism.mustBeOne(this, "manifest");
  }

  @Override
  public void processElement(StreamRecord<ManifestPart> element) {
    ManifestPart part = element.getValue();
    if (part instanceof Cut cut) {
      ledger = ledger.enter(cut);
      loss = cut.learned().loss();
      whole &= cut.whole();
    } else if (part instanceof ManifestPart.Fields fields) {
      saw(fields.kinds());
    }
  }

  private void saw(FieldKinds fields) {
    boolean complete = kinds.isComplete();
    kinds.add(fields);
    if (complete && !kinds.isComplete()) {
      LOG.warn(
          "There are more fields than are held against what they were in training: of those beyond {}"
              + " nothing is known, and scoring does not notice when one is a number now and a text"
              + " then.",
          kinds.all().bits().size());
    }
    for (String field : fields.bits().keySet()) {
      if (kinds.isMixed(field) && mixed.add(field) && mixed.size() <= MOST_WARNINGS) {
        LOG.warn(
            "A field has values of several kinds, each of which has a coordinate of its own: {} is {}."
                + " If all of them are categories, list it as categorical.",
            field,
            kinds.words(field));
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    publish(checkpoint);
  }

  @Override
  public void endInput() {
    publish(Publication.FINAL_CUT);
  }

  private void publish(long cut) {
    publishManifest(cut);
    gauges.update();
  }

  private void publishManifest(long cut) {
    boolean withhold = !whole;
    whole = true;
    if (withhold) {
      withheld++;
    }
    if (withhold || !ledger.changed()) {
      return;
    }
    announceArtifact();
    ledger = ledger.published();
    Publication manifest =
        new Publication.Manifest(
            new VersionId(ledger.lineage(), ledger.attempts(), cut, ledger.version()),
            new PageSet(ledger.pages(), ledger.checksum()),
            new ModelShape(layout.dimension(), layout.pageSize()),
            new Learned(ledger.examples(), loss),
            getProcessingTimeService().getCurrentProcessingTime(),
            new ModelDescription(description, kinds.all()));
    output.collect(new StreamRecord<>(manifest));
  }

  /** Another run may have put another artifact in its place, so each run does it once. */
  private void announceArtifact() {
    if (artifact != null && !announced) {
      for (Publication part : Publication.ArtifactPart.of(artifact)) {
        output.collect(new StreamRecord<>(part));
      }
    }
    announced = true;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(List.of(ledger.with(kinds.all())));
  }

  /**
   * What has been published so far.
   *
   * @param attempts the servers that have published since the last start or restore
   * @param pages how many pages they have published
   * @param checksum exclusive-or of the fingerprints of the newest copy of each
   * @param fields the kinds of fields, as of the last checkpoint
   */
  record Ledger(
      long lineage,
      Set<Long> attempts,
      long version,
      int pages,
      long checksum,
      long examples,
      boolean changed,
      FieldKinds fields) {
    static final Ledger EMPTY = new Ledger(0, Set.of(), 0, 0, 0, 0, false, FieldKinds.UNKNOWN);

    Ledger with(FieldKinds seen) {
      return new Ledger(lineage, attempts, version, pages, checksum, examples, changed, seen);
    }

    Ledger enter(Cut cut) {
      Set<Long> all = attempts;
      if (!all.contains(cut.id().attempt())) {
        all = new TreeSet<>(attempts);
        all.add(cut.id().attempt());
      }
      return new Ledger(
          cut.id().lineage(),
          all,
          version,
          pages + cut.pages().count(),
          checksum ^ cut.pages().checksum(),
          Math.max(examples, cut.learned().examples()),
          changed || !cut.pages().isEmpty(),
          fields);
    }

    Ledger published() {
      return new Ledger(lineage, attempts, version + 1, pages, checksum, examples, false, fields);
    }

    /**
     * As a restored job begins: its servers publish every page again, as their first. What an
     * earlier attempt has published since the state was written is nobody's any more.
     */
    Ledger restored() {
      return new Ledger(lineage, Set.of(), version, 0, 0, examples, false, fields);
    }

    /** How it is written in state, where attempts mean nothing. */
    public static final class Format implements WireFormat<Ledger> {
      private static final long serialVersionUID = 1L;
      private static final int VERSION = 1;
      private static final FieldKindsFormat KINDS = new FieldKindsFormat();

      /** It has no settings. */
      public Format() {}

      @Override
      public int version() {
        return VERSION;
      }

      @Override
      public void write(Ledger value, DataOutput out) throws IOException {
        Header.write(FormatId.LEDGER, VERSION, out);
        out.writeLong(value.lineage);
        out.writeLong(value.version);
        out.writeInt(value.pages);
        out.writeLong(value.checksum);
        out.writeLong(value.examples);
        out.writeBoolean(value.changed);
        KINDS.write(value.fields, out);
      }

      @Override
      public Ledger read(int version, DataInput in) throws IOException {
        int unused = Header.read(FormatId.LEDGER, VERSION, in);
        return new Ledger(
            in.readLong(),
            Set.of(),
            in.readLong(),
            in.readInt(),
            in.readLong(),
            in.readLong(),
            in.readBoolean(),
            KINDS.read(KINDS.version(), in));
      }
    }
  }

  /** Makes the operator. */
  public static final class Factory extends OneInputFactory<ManifestPart, Publication> {
    private static final long serialVersionUID = 1L;
    private final Layout layout;
    private final Map<String, String> description;
    private final Artifact artifact;

    /**
     * Manifests of a model laid out as {@code layout}; each carries {@code description}, and in
     * front of the first is {@code artifact}.
     */
    public Factory(Layout layout, Map<String, String> description, Optional<Artifact> artifact) {
      super(ManifestOperator.class);
      this.layout = layout;
      this.description = Map.copyOf(description);
      this.artifact = artifact.orElse(null);
    }

    @Override
    protected OneInputStreamOperator<ManifestPart, Publication> create(
        StreamOperatorParameters<Publication> parameters) {
      return new ManifestOperator(parameters, layout, description, artifact);
    }
  }
}
