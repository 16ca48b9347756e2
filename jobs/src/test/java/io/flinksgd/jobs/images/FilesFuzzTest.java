// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.jobs.flights.Flights;
import io.flinksgd.model.Models;
import io.flinksgd.testing.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of images and of flights, and the names of networks. */
@Tag("fuzz")
final class FilesFuzzTest {
  @TempDir private Path directory;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void whateverAFileHoldsIsReadOrRefusedInWords() {
    byte[] images =
        ByteBuffer.allocate(16 + 18).putInt(0x803).putInt(2).putInt(3).putInt(3).array();
    byte[] labels = ByteBuffer.allocate(8 + 2).putInt(0x801).putInt(2).array();
    Path idx = directory.resolve("images");
    Path csv = directory.resolve("flights.csv");
    Fuzz.ofInputs(2_000)
        .reader(
            "idx",
            List.of(images, labels),
            List.of(),
            Set.of(IOException.class),
            1 << 20,
            100,
            input -> {
              Idx read = Idx.read(Files.write(idx, input));
              assertThat(read.entry(read.entries() - 1)).hasSize(read.entryLength());
            })
        .reader(
            "flights",
            Fuzz.texts(
                "departure,delay,distance,origin,destination\n2001-01-31 23:59:00,16,250,LAS,JFK\n"),
            List.of("\n2001-01-31 23:59:00,", ",16,250,", "LAS"),
            Set.of(IllegalArgumentException.class),
            1 << 20,
            500,
            input -> {
              try (Flights flights = Flights.open(Files.write(csv, input))) {
                for (byte[] row = flights.next(); row != null; row = flights.next()) {
                  assertThat(new String(row, StandardCharsets.UTF_8)).doesNotContain("\n");
                }
              }
            })
        .reader(
            "networks",
            Fuzz.texts(
                "softmax:input=1x28x28,classes=10,seed=1",
                "mlp:hidden=256,input=784",
                "lenet",
                "resnet20:input=3x32x32",
                "samediff:sha256=ab,features=x"),
            List.of("input=", "classes=", "hidden=", "seed=", "file=/etc/passwd"),
            Set.of(IllegalArgumentException.class),
            4 << 20,
            2000,
            input -> Models.published(new String(input, StandardCharsets.UTF_8), Optional.empty()))
        .run();
  }
}
