// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Classes may move: no savepoint knows where they were. */
@Timeout(180) // seconds
final class StateNamesTest {
  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;

  @Test
  void aSavepointNamesNoClassOfThisLibrary() throws Exception {
    LoopJob job = new LoopJob(directory, shared);
    job.dense = true;
    job.localSteps = false;
    job.codec = GradientCodec.parse("top-k:0.1");
    job.consistency = Consistency.parse("synchronous");
    job.rate = 20_000;
    RunningLoop running = job.start();
    running.awaitExamples(2000);
    Path savepoint = Path.of(URI.create(running.stopWithSavepoint()));

    assertThat(filesWith(savepoint, "flinksgd")).isEmpty();
    // it would have been found: these are pages and open rounds, what servers know, and residuals
    for (String header : new String[] {"FSGP", "FSGS", "FSGR", "FSGM", "FSGW", "FSGV", "FSGJ"}) {
      assertThat(filesWith(savepoint, header)).as(header).isNotEmpty();
    }
  }

  private static List<Path> filesWith(Path savepoint, String text) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(savepoint)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
