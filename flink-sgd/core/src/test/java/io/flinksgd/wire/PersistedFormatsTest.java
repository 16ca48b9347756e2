// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.evaluation.DivergenceWatch;
import io.flinksgd.evaluation.PredictionFormat;
import io.flinksgd.evaluation.ProgressFormat;
import io.flinksgd.evaluation.RejectionWatch;
import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.ExampleFormat;
import io.flinksgd.example.RejectedFormat;
import io.flinksgd.feature.FieldKindsFormat;
import io.flinksgd.message.MessageFormat;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.PublicationFormat;
import io.flinksgd.server.OpenRound;
import io.flinksgd.server.ServerMemory;
import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.worker.MiniBatchFormat;
import io.flinksgd.worker.ResidualFormat;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every format; that a value has these bytes is said by the format's own test. */
final class PersistedFormatsTest {

  @ParameterizedTest
  @EnumSource
  void everyFormatHasBytesThatNeverChange(FormatId id) throws IOException {
    byte[] golden = HexFormat.of().parseHex(GoldenBytes.of(id));
    assertThat(golden).hasSizeGreaterThan(Header.BYTES).startsWith('F', 'S', 'G', id.letter());
    Optional<WireFormat<?>> format = format(id);
    if (format.isPresent()) {
      assertWritesWhatItReads(format.get(), golden);
    }
  }

  /** The format, if it is of this module; the others' tests read their bytes themselves. */
  private static Optional<WireFormat<?>> format(FormatId id) {
    return switch (id) {
      case BATCH -> Optional.of(new MiniBatchFormat());
      case PUBLICATION -> Optional.of(new PublicationFormat());
      case REJECTION_WATCH -> Optional.of(new RejectionWatch.Format());
      case OPEN_ROUND -> Optional.of(new OpenRound.Format());
      case RESIDUAL -> Optional.of(new ResidualFormat());
      case SERVER -> Optional.of(new ServerMemory.Format());
      case DIVERGENCE_WATCH -> Optional.of(new DivergenceWatch.Format());
      case REPORT -> Optional.of(new WorkerReport.Format());
      case LEASE, LEDGER, PAGE, WRITER -> Optional.empty();
    };
  }

  private static <T> void assertWritesWhatItReads(WireFormat<T> format, byte[] bytes)
      throws IOException {
    assertThat(Formats.write(format, Formats.read(format, bytes))).isEqualTo(bytes);
  }

  @Test
  void aResidualIsItsFloats() throws IOException {
    byte[] golden = HexFormat.of().parseHex(GoldenBytes.of(FormatId.RESIDUAL));
    assertThat(Formats.write(new ResidualFormat(), new float[] {1f, -2f})).isEqualTo(golden);
    assertThat(Formats.read(new ResidualFormat(), golden)).containsExactly(1f, -2f);
  }

  private static Stream<WireFormat<?>> withoutAVersionInTheirBytes() {
    return Stream.of(
        new ExampleFormat(),
        new FieldKindsFormat(),
        new ManifestPart.Format(),
        new MessageFormat(),
        new PredictionFormat(),
        new ProgressFormat(),
        new RejectedFormat());
  }

  @ParameterizedTest
  @MethodSource("withoutAVersionInTheirBytes")
  void anUnknownVersionIsRefused(WireFormat<?> format) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(new byte[200]));
    for (int version : new int[] {-1, 0, format.version() + 1}) {
      assertThatThrownBy(() -> format.read(version, in))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("version must be ")
          .hasMessageEndingWith(": " + format.getClass().getSimpleName() + " version=" + version);
    }
  }
}
