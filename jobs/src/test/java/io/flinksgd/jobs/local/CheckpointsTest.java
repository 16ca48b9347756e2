// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
  private static final Map<String, String> CLICKS = Map.of("topic", "clicks", "cluster", "c");

  @TempDir private Path all;

  private Checkpoints clicks() throws Exception {
    return Checkpoints.of(all, "model", CLICKS);
  }

  private static Path checkpoint(Path run, int number, boolean complete) throws Exception {
    Path made = Files.createDirectories(run.resolve("0a").resolve("chk-" + number));
    Files.writeString(made.resolve("state"), "state");
    if (complete) {
      Files.writeString(made.resolve("_metadata"), "");
    }
    return made;
  }

  @Test
  void goesOnFromTheNewestThatIsComplete() throws Exception {
    Path newest;
    try (Checkpoints first = clicks()) {
      assertThat(first.toRestore("newest")).isEmpty();
      checkpoint(first.run(), 9, true);
      newest = checkpoint(first.run(), 10, true);
      checkpoint(first.run(), 11, false);
      Files.createDirectories(first.run().resolve("0a").resolve("shared"));
    }
    try (Checkpoints second = clicks()) {
      Checkpoint found = second.toRestore("newest").orElseThrow();
      assertThat(found.directory()).isEqualTo(newest);
      assertThat(found.toString()).startsWith("checkpoint 10, made at 2");
      assertThat(second.toRestore("none")).isEmpty();
      Files.createDirectories(second.run());
    }
    // a run that began anew counts its checkpoints from 1
    try (Checkpoints third = clicks()) {
      assertThat(third.newest().orElseThrow().directory()).isEqualTo(newest);
      Path own = checkpoint(third.run(), 1, true);
      assertThat(third.newest().orElseThrow().directory()).isEqualTo(own);
    }
    try (Checkpoints fourth = clicks()) {
      assertThat(fourth.newest().orElseThrow().toString()).startsWith("checkpoint 1,");
    }
  }

  @Test
  void earlierOnesGoWhenThereIsOneOfThisRun() throws Exception {
    try (Checkpoints first = clicks()) {
      checkpoint(first.run(), 1, true);
    }
    try (Checkpoints second = clicks()) {
      second.replaceEarlier();
      checkpoint(second.run(), 2, false);
      second.replaceEarlier();
      assertThat(second.newest().orElseThrow().toString()).startsWith("checkpoint 1,");
      Path own = checkpoint(second.run(), 2, true);
      second.replaceEarlier();
      assertThat(second.newest().orElseThrow().directory()).isEqualTo(own);
      assertThat(own.getParent().getParent().resolveSibling("run-1")).doesNotExist();
      second.forget();
      assertThat(second.newest()).isEmpty();
    }
    try (Checkpoints third = clicks()) {
      assertThat(third.newest()).isEmpty();
    }
  }

  @Test
  void noJobSeesWhatAnotherHasLeft() throws Exception {
    try (Checkpoints clicks = clicks()) {
      checkpoint(clicks.run(), 1, true);
      Map<String, String> views = Map.of("topic", "views", "cluster", "c");
      try (Checkpoints other = Checkpoints.of(all, "model", views)) {
        assertThat(other.newest()).isEmpty();
        assertThat(other.others()).containsExactly("cluster=c, topic=clicks");
        assertThat(clicks.others()).isEmpty();
      }
      checkpoint(all, 3, true);
      assertThat(clicks.others()).containsExactly("a job that has left no name");
    }
  }

  @Test
  void oneProcessHasThem() throws Exception {
    try (Checkpoints first = clicks()) {
      assertThatThrownBy(this::clicks)
          .hasMessage(
              "job must run once: another process has its checkpoints under "
                  + first.run().getParent());
    }
    clicks().close();
  }

  @Test
  void aDirectoryThatWasCopiedFromAnotherJobIsRefused() throws Exception {
    Path job;
    try (Checkpoints clicks = clicks()) {
      job = clicks.run().getParent();
    }
    Files.writeString(job.resolve("job"), "cluster=c\ntopic=views\n");
    assertThatThrownBy(this::clicks)
        .hasMessage(
            "checkpoints under %s must be of this job, and are of: cluster=c, topic=views"
                .formatted(job));
  }

  @Test
  void aPathIsACheckpointOrASavepoint() throws Exception {
    try (Checkpoints clicks = clicks()) {
      Path made = checkpoint(all.resolve("savepoints"), 7, true);
      for (String path :
          new String[] {
            made.toString(), made.resolve("_metadata").toString(), made.toUri().toString()
          }) {
        assertThat(clicks.toRestore(path).orElseThrow().directory()).isEqualTo(made);
      }
      String incomplete = checkpoint(all.resolve("savepoints"), 8, false).toString();
      for (String path : new String[] {incomplete, "newset", "", "file:x"}) {
        assertThatThrownBy(() -> clicks.toRestore(path))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "restore must be newest, none or the directory of a complete checkpoint or savepoint: restore="
                    + path);
      }
    }
  }
}
