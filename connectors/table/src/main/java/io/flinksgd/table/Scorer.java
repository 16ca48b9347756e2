// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.MixedFields;
import io.flinksgd.feature.TrainedKinds;
import io.flinksgd.kafka.metric.KafkaMetrics;
import io.flinksgd.kafka.scoring.LiveModel;
import io.flinksgd.kafka.scoring.MaxAge;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.Score;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.data.RowData;

/**
 * Scores rows with published versions. What features are made of a row, and in which order, the
 * version's manifest says. May be called from any thread.
 */
final class Scorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ModelColumns columns;
  private final InputNumbers numbers;
  private final MaxAge maxAge;
  private final MixedFields.Policy onMixedFields;

  private transient LiveModel live;
  private transient RowFeatures features;
  private transient Map<String, String> described;
  private transient FieldKinds fields;
  private transient Version prepared;
  private transient MixedFields mixed;
  private transient Counter unscorable;
  private transient Counter stale;

  /** What distinguishes versions. */
  private record Version(long lineage, long number, long createdAt) {
    static Version of(Manifest manifest) {
      return new Version(manifest.id().lineage(), manifest.id().version(), manifest.createdAt());
    }
  }

  Scorer(ModelColumns columns, MaxAge maxAge, MixedFields.Policy onMixedFields) {
    this.columns = columns;
    this.numbers = new InputNumbers(columns.input());
    this.maxAge = maxAge;
    this.onMixedFields = onMixedFields;
  }

  /**
   * Scores with versions of {@code live}, and counts in {@code group} the rows that get no score,
   * and those of which a column is not what it was in training.
   */
  void open(LiveModel live, MetricGroup group) {
    this.live = live;
    unscorable = KafkaMetrics.UNSCORABLE.counter(group);
    stale = KafkaMetrics.STALE.counter(group);
    mixed = new MixedFields(onMixedFields);
    Gauge<Long> count = mixed::count;
    KafkaMetrics.MIXED_FIELDS.gauge(group, count);
  }

  /** The row where there is no model. */
  RowData nothing() {
    return columns.output().nothing();
  }

  /**
   * What {@code model} says of {@code row}; a row that it would not have been trained on has no
   * score, and none has if the model is too old and that is not to fail.
   *
   * @throws SuppressRestartsException if the model was trained on other columns, or has not the
   *     classes that OUTPUT has columns for: it would be the same again
   * @throws IllegalStateException if it is too old
   */
  synchronized RowData score(PublishedModel model, RowData row) {
    Optional<String> tooOld = live.tooOld(model, maxAge);
    if (tooOld.isPresent()) {
      stale.inc();
      return columns.output().of(model, Score.refused(model.version(), tooOld.get()));
    }
    prepare(model);
    Score score = predict(model, row);
    if (score.value().isEmpty()) {
      unscorable.inc();
    }
    return columns.output().of(model, score);
  }

  private Score predict(PublishedModel model, RowData row) {
    try {
      return model.predict(features.of(numbers.cast(row)));
    } catch (Refusal refusal) {
      return Score.refused(model.version(), refusal.getMessage());
    }
  }

  private void prepare(PublishedModel published) {
    Manifest manifest = published.manifest();
    Version version = Version.of(manifest);
    if (version.equals(prepared)) {
      return;
    }
    Map<String, String> spec = manifest.description().spec();
    if (!spec.equals(described) || !manifest.description().fields().equals(fields)) {
      try {
        prepare(published, spec, manifest.description().fields());
      } catch (RuntimeException e) {
        throw new SuppressRestartsException(e);
      }
    }
    prepared = version;
  }

  private void prepare(PublishedModel published, Map<String, String> spec, FieldKinds kinds) {
    FeatureColumns ordered = columns.inOrderOf(published);
    features =
        RowFeatures.of(
            ordered,
            published.model(),
            ModelColumns.hasher(published),
            new TrainedKinds(kinds, mixed));
    described = spec;
    fields = kinds;
  }
}
