// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Signature;
import io.flinksgd.model.Artifact;
import io.flinksgd.model.Model;
import io.flinksgd.model.ModelFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * {@code samediff:file=PATH,features=NAME,labels=NAME,output=NAME,loss=NAME}, for {@link
 * io.flinksgd.model.Models#parse}; published models have {@code sha256=HEX}, which names the graph
 * that travels with them, in place of the file.
 *
 * <p>Of any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SameDiffModels implements ModelFactory {
  private static final Argument<String> FILE =
      Argument.text("file", "PATH", "A graph that SameDiff saved.").unset("must be given to train");
  private static final Argument<String> SHA256 =
      Argument.text(
              "sha256",
              "HEX",
              "In published models: names the graph that was published with them, in place of file.")
          .unset("the graph is a file");
  private static final Argument<String> FEATURES =
      variable("features", GraphNames.DEFAULT.features(), "The placeholder of the examples.");
  private static final Argument<String> LABELS =
      variable("labels", GraphNames.DEFAULT.labels(), "The placeholder of the labels.");
  private static final Argument<String> OUTPUT =
      variable("output", GraphNames.DEFAULT.output(), "What the model says of an example.");
  private static final Argument<String> LOSS =
      variable("loss", GraphNames.DEFAULT.loss(), "What is minimised.");

  private static final Signature SIGNATURE =
      Signature.keyed(
          "samediff", "A graph of your own.", FILE, SHA256, FEATURES, LABELS, OUTPUT, LOSS);

  /** For {@link java.util.ServiceLoader}. */
  public SameDiffModels() {}

  private static Argument<String> variable(String name, String otherwise, String help) {
    return Argument.text(name, "NAME", otherwise, help);
  }

  @Override
  public List<Signature> signatures() {
    return List.of(SIGNATURE);
  }

  @Override
  public Model create(ArgumentValues arguments) {
    if (arguments.find(SHA256).isPresent()) {
      throw new IllegalArgumentException(
          "sha256 must not be given without the graph that was published with the model");
    }
    String file =
        arguments
            .find(FILE)
            .filter(name -> !name.isEmpty())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "samediff needs file=PATH, a graph that SameDiff saved"));
    try {
      return SameDiffModel.load(Path.of(file), names(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException("file must be readable: file=" + file, e);
    }
  }

  @Override
  public Model published(ArgumentValues arguments, Optional<Artifact> artifact) {
    arguments
        .find(FILE)
        .ifPresent(
            file -> {
              throw new IllegalArgumentException(
                  "published model must name its graph by sha256 and not by a file: file=" + file);
            });
    String sha256 = arguments.find(SHA256).orElse("");
    if (artifact.isEmpty() || !artifact.get().sha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "graph must have been published with the model: sha256="
              + sha256
              + ", published="
              + artifact.map(Artifact::sha256).orElse("none"));
    }
    return SameDiffModel.of(artifact.get(), names(arguments));
  }

  private static GraphNames names(ArgumentValues arguments) {
    return new GraphNames(
        arguments.get(FEATURES), arguments.get(LABELS), arguments.get(OUTPUT), arguments.get(LOSS));
  }
}
