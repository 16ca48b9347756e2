// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.publication;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.SeenKinds;
import io.flinksgd.flink.operator.Gauges;
import io.flinksgd.flink.operator.OneInputFactory;
import io.flinksgd.flink.operator.Parallelism;
import io.flinksgd.flink.operator.TrainingMetrics;
import io.flinksgd.flink.wire.Stored;
import io.flinksgd.layout.Layout;
import io.flinksgd.model.Artifact;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.Publication;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Numbers the versions of a model. An aligned barrier comes behind the cuts of all servers; ahead
 * of it the operator emits the manifest, so that pages and manifest belong to one checkpoint. Runs
 * with parallelism one, and all calls come on the task's thread.
 *
 * <p>A cut of a checkpoint that was aborted becomes part of the next version. A checkpoint at which
 * a server has kept back a page that is not finite makes no version: the last good one stays the
 * newest, and the cuts become part of the next one. What is known of the fields of records comes
 * ahead of the barrier that follows these records.
 */
public final class ManifestOperator extends AbstractStreamOperator<Publication>
    implements OneInputStreamOperator<ManifestPart, Publication>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ManifestOperator.class);

  /** A log has warnings of at most so many fields. */
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
    gauges.count(TrainingMetrics.MODEL_VERSION, () -> ledger.run().versions());
    gauges.count(TrainingMetrics.NOT_FINITE_VERSIONS, () -> withheld);
    gauges.count(TrainingMetrics.MIXED_FIELDS, () -> mixed.size());
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
          "There are more than {} fields. What the others are in training is not kept, so scoring does"
              + " not notice when one of them is a number in one record and a text in another.",
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
            ledger.run().id(cut),
            ledger.pages(),
            new ModelShape(layout.dimension(), layout.pageSize()),
            new Learned(ledger.examples(), loss),
            getProcessingTimeService().getCurrentProcessingTime(),
            new ModelDescription(description, kinds.all()));
    output.collect(new StreamRecord<>(manifest));
  }

  /** Once in each run, as another run may have put another artifact in its place. */
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
