// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.evaluation.LossMeasure;
import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.PublicationFormat;
import io.flinksgd.publication.VersionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

final class WireTypeTest {
  private static final Origin ORIGIN = new Origin("clicks", 3, 1L << 40);

  @Test
  void usageExample() throws IOException {
    Features features = new Features.Sparse(new int[] {7, 1}, new float[] {0.5f, -2f});
    Example example = new Example(1f, 2f, features, 123L, "k\u00e9y", ORIGIN);
    Example back = roundTrip(WireType.EXAMPLE, example);
    assertThat(back).usingRecursiveComparison().isEqualTo(example);
  }

  @Test
  void indicatorsTravelWithoutTheirOnes() throws IOException {
    Example ones = Example.of(1f, Features.Sparse.ofOnes(new int[] {1, 2, 3, 4}));
    Example back = roundTrip(WireType.EXAMPLE, ones);
    assertThat(back).usingRecursiveComparison().isEqualTo(ones);
    assertThat(back.features())
        .isInstanceOfSatisfying(
            Features.Sparse.class,
            s -> assertThat(s.values()).isSameAs(Features.Sparse.ofOnes(new int[1]).values()));
  }

  @Test
  void largeDenseVectorsKeepEveryBit() throws IOException {
    float[] values = new float[10_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 0x9E3779B9 & 0x7F7FFFFF);
    }
    Example back = roundTrip(WireType.EXAMPLE, Example.of(0f, new Features.Dense(values)));
    assertThat(back.features())
        .isInstanceOfSatisfying(
            Features.Dense.class, d -> assertThat(d.values()).containsExactly(values));
  }

  private static final ProgressiveLoss LOSS =
      new ProgressiveLoss(
          LossMeasure.SQUARED_ERROR,
          new ProgressiveLoss.Mean(9, 0.5, 0.75),
          new ProgressiveLoss.Mean(0, Double.NaN, Double.NaN));

  @Test
  void otherMessagesComeBackEqual() throws IOException {
    byte[] raw = "{".getBytes(StandardCharsets.UTF_8);
    Rejected rejected = Rejected.of(Rejected.Reason.UNPARSABLE, "why", ORIGIN, raw);
    assertThat(roundTrip(WireType.REJECTED, rejected))
        .usingRecursiveComparison()
        .isEqualTo(rejected);
    Rejected keyed = Rejected.of(Rejected.Reason.UNPARSABLE, "why", ORIGIN, raw, raw);
    assertThat(roundTrip(WireType.REJECTED, keyed)).usingRecursiveComparison().isEqualTo(keyed);
    Prediction prediction = new Prediction(new PredictedExample("key", 1f, 3f, 77L, ORIGIN), 0.25f);
    assertThat(roundTrip(WireType.PREDICTION, prediction)).isEqualTo(prediction);
    Publication page = new Publication.Page(9, -1, 4, 2, 32, new float[] {1f, Float.MIN_VALUE});
    assertThat(roundTrip(WireType.PUBLICATION, page)).usingRecursiveComparison().isEqualTo(page);
    Publication manifest =
        new Publication.Manifest(
            new VersionId(9, Set.of(3L, -1L), 4, 2),
            new PageSet(1, -5),
            new ModelShape(64, 16),
            new Learned(1000, LOSS),
            12,
            new ModelDescription(
                Map.of("model", "m", "x", ""), new FieldKinds(Map.of("ad", 2, "x", 15), false)));
    assertThat(roundTrip(WireType.PUBLICATION, manifest)).isEqualTo(manifest);
  }

  @Test
  void absurdLengthIsRefusedBeforeItIsAllocated() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeInt(0x46534744);
    out.writeByte(1);
    out.writeByte(0);
    out.writeLong(1);
    out.writeLong(1);
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(Integer.MAX_VALUE);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThatThrownBy(() -> new PublicationFormat().read(1, in))
        .isInstanceOf(IOException.class)
        .hasMessage("array size must be in [0, 268435456]: size=2147483647");
  }

  @Test
  void snapshotOfSavepointRestoresFormatAndVersion() throws IOException {
    TypeSerializer<Example> serializer = serializer(WireType.EXAMPLE);
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<Example> snapshot =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThat(snapshot.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(snapshot)
                .isCompatibleAsIs())
        .isTrue();
  }

  private static <T> TypeSerializer<T> serializer(WireType<T> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }

  private static <T> T roundTrip(WireType<T> type, T value) throws IOException {
    TypeSerializer<T> serializer = serializer(type);
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T back = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return back;
  }
}
