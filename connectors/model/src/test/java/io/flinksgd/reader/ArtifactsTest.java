// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.model.Artifact;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication.ArtifactPart;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ArtifactsTest {
  private static final long BIG = 4 << 20;

  private final Artifacts artifacts = new Artifacts(BIG);

  @Test
  void usageExample() {
    Artifact graph = artifact(ArtifactPart.MAX_BYTES * 5 / 2);
    List<ArtifactPart> parts = ArtifactPart.of(graph);
    assertThat(parts).hasSize(3);
    artifacts.add(parts.get(2));
    artifacts.add(parts.get(0));
    assertThat(artifacts.find(graph.sha256())).isEmpty();
    artifacts.add(parts.get(1));
    assertThat(artifacts.find(graph.sha256()).orElseThrow().bytes()).isEqualTo(graph.bytes());
  }

  @Test
  void nameIsTheSha256OfTheBytes() {
    assertThat(Artifact.of("abc".getBytes(StandardCharsets.UTF_8)).sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void whatAnotherRunLeftBehindIsNoPartOfIt() {
    List<ArtifactPart> larger = ArtifactPart.of(artifact(ArtifactPart.MAX_BYTES * 2));
    Artifact graph = artifact(10);
    artifacts.add(larger.get(1)); // its first part has been compacted away by what follows
    ArtifactPart.of(graph).forEach(artifacts::add);
    assertThat(artifacts.find(graph.sha256())).isPresent();
  }

  @Test
  void theOneInUseStaysWhenAnotherComes() {
    Artifact first = artifact(10);
    Artifact second = artifact(11);
    ArtifactPart.of(first).forEach(artifacts::add);
    artifacts.use(first);
    ArtifactPart.of(second).forEach(artifacts::add);
    assertThat(artifacts.find(first.sha256())).isPresent();
    assertThat(artifacts.find(second.sha256())).isPresent();
    artifacts.use(second);
    assertThat(artifacts.find(first.sha256())).isEmpty();
  }

  @Test
  void whatIsNotWhatItIsCalledIsRefused() {
    Artifact graph = artifact(10);
    byte[] other = graph.bytes();
    other[3] ^= 1;
    assertThatThrownBy(() -> artifacts.add(new ArtifactPart(graph.sha256(), 0, 1, other)))
        .hasMessageStartingWith("artifact must be what it is called: sha256=" + graph.sha256());
    assertThat(artifacts.find(graph.sha256())).isEmpty();
    assertThatThrownBy(() -> artifacts.add(new ArtifactPart("", 5, 5, new byte[0])))
        .hasMessageContaining("part=5, parts=5");
    assertThatThrownBy(() -> artifacts.add(new ArtifactPart("", 0, 1 << 30, new byte[0])))
        .hasMessageContaining("parts=1073741824");
    Artifacts tight = new Artifacts(9);
    assertThatThrownBy(() -> tight.add(ArtifactPart.of(graph).get(0)))
        .hasMessageStartingWith("artifact must fit into maxBytes=9: sha256=");
  }

  @Test
  void versionWaitsForItsArtifact() {
    ModelVersions versions = new ModelVersions(BIG);
    Artifact graph = artifact(10);
    Page page = new Page(1, 1, 1, 0, 0, new float[16]);
    versions.accept(page, 0);
    versions.accept(
        new Manifest(
            new VersionId(1, Set.of(1L), 1, 1),
            new PageSet(1, page.fingerprint()),
            new ModelShape(16, 16),
            new Learned(0),
            0,
            new ModelDescription(
                Map.of(
                    "model", "unheard-of:sha256=" + graph.sha256(), "artifact", graph.sha256()))),
        1);
    assertThat(versions.settle()).isEmpty();
    assertThat(versions.missing())
        .hasValue("version must be complete: version=1, pages=1 of 1, artifact missing");
    versions.accept(ArtifactPart.of(graph).get(0), 2);
    PublishedModel model = versions.settle().orElseThrow();
    assertThat(model.version()).isEqualTo(1);
    assertThatThrownBy(model::model)
        .hasMessageStartingWith("model must be one of logistic-regression, linear-regression")
        .hasMessageContaining("unheard-of");
  }

  private static Artifact artifact(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Artifact.of(content);
  }
}
