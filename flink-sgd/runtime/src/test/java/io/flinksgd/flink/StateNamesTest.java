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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Classes may move: the state of this library's operators does not know where they were. */
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
    job.batch = 10;
    job.examples = 200_000;
    job.rate = 2000;
    // after 500 examples for each worker one has none, and does not leave: the round of the next
    // batch stays open, and what comes after it is backlog
    job.idleWorker = 1;
    job.idleFrom = 1000;
    job.batchTimeout = Duration.ofHours(1);
    RunningLoop running = job.start();
    running.await(now -> now.examples() == 1010 && now.progress().work().records() > 1010);
    Path savepoint = Path.of(URI.create(running.stopWithSavepoint()));

    assertThat(filesWith(savepoint, "flinksgd")).isEmpty();
    // it would have been found: everything that operators of the loop keep is there
    for (String header :
        List.of("FSGB", "FSGJ", "FSGM", "FSGO", "FSGP", "FSGR", "FSGS", "FSGV", "FSGW")) {
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
