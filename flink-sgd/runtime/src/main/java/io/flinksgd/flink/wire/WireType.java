// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.wire;

import io.flinksgd.evaluation.Prediction;
import io.flinksgd.evaluation.PredictionFormat;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.ProgressFormat;
import io.flinksgd.example.Example;
import io.flinksgd.example.ExampleFormat;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.RejectedFormat;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.FieldKindsFormat;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.PublicationFormat;
import io.flinksgd.wire.WireFormat;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's view of a type that is written by a {@link WireFormat}: no reflection, no Kryo. */
public final class WireType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  /** Examples. */
  public static final WireType<Example> EXAMPLE =
      new WireType<>(Example.class, new ExampleFormat());

  /** Rejected examples. */
  public static final WireType<Rejected> REJECTED =
      new WireType<>(Rejected.class, new RejectedFormat());

  /** Kinds of values that fields have had. */
  public static final WireType<FieldKinds> FIELD_KINDS =
      new WireType<>(FieldKinds.class, new FieldKindsFormat());

  /** Predictions. */
  public static final WireType<Prediction> PREDICTION =
      new WireType<>(Prediction.class, new PredictionFormat());

  /** Pages and manifests. */
  public static final WireType<Publication> PUBLICATION =
      new WireType<>(Publication.class, new PublicationFormat());

  /** Progress of training. */
  public static final WireType<Progress> PROGRESS =
      new WireType<>(Progress.class, new ProgressFormat());

  private final Class<T> type;
  private final WireFormat<T> format;

  /**
   * The type {@code type}, written by {@code format}.
   *
   * @param format its class must have a public constructor without arguments. A savepoint names
   *     this class where an operator of your own keeps such values in its state, so that the class
   *     must not move then. The state of this library's operators names no class, see {@link
   *     Stored}
   */
  public WireType(Class<T> type, WireFormat<T> format) {
    this.type = Objects.requireNonNull(type, "type");
    this.format = Objects.requireNonNull(format, "format");
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer();
  }

  /** Reads and writes values of the type. */
  public TypeSerializer<T> serializer() {
    return new WireSerializer<>(format);
  }

  @Override
  public String toString() {
    return "WireType(" + type.getSimpleName() + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireType<?> that
        && type == that.type
        && format.getClass() == that.format.getClass();
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof WireType;
  }
}
