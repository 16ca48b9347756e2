// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.argument.Arguments;
import io.flinksgd.model.Artifact;
import io.flinksgd.model.Model;
import io.flinksgd.model.ModelFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * {@code samediff:file=PATH,features=NAME,labels=NAME,output=NAME,loss=NAME}, for {@link
 * io.flinksgd.model.Models#parse}; published models have {@code sha256=HEX}, which names the graph
 * that travels with them, in place of the file.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SameDiffModels implements ModelFactory {
  /** For {@link java.util.ServiceLoader}. */
  public SameDiffModels() {}

  @Override
  public Set<String> names() {
    return Set.of("samediff");
  }

  @Override
  public Model create(Arguments spec) {
    String file = spec.text("file", "");
    if (file.isEmpty()) {
      throw new IllegalArgumentException("samediff needs file=PATH, a graph that SameDiff saved");
    }
    try {
      return SameDiffModel.load(Path.of(file), names(spec));
    } catch (IOException e) {
      throw new UncheckedIOException("file must be readable: file=" + file, e);
    }
  }

  @Override
  public Model published(Arguments spec, Optional<Artifact> artifact) {
    String file = spec.text("file", "");
    if (!file.isEmpty()) {
      throw new IllegalArgumentException(
          "published model must name its graph by sha256 and not by a file: file=" + file);
    }
    String sha256 = spec.text("sha256", "");
    if (artifact.isEmpty() || !artifact.get().sha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "graph must have been published with the model: sha256="
              + sha256
              + ", published="
              + artifact.map(Artifact::sha256).orElse("none"));
    }
    return SameDiffModel.of(artifact.get(), names(spec));
  }

  private static GraphNames names(Arguments spec) {
    return new GraphNames(
        spec.text("features", "features"),
        spec.text("labels", "labels"),
        spec.text("output", "output"),
        spec.text("loss", "loss"));
  }
}
