package io.flinksgd.network;

import io.flinksgd.model.Model;
import io.flinksgd.model.ModelFactory;
import io.flinksgd.model.Spec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * {@code samediff:file=PATH,features=NAME,labels=NAME,output=NAME,loss=NAME}, for {@link
 * io.flinksgd.model.Models#parse}.
 */
public final class SameDiffModels implements ModelFactory {
  /** For {@link java.util.ServiceLoader}. */
  public SameDiffModels() {}

  @Override
  public Set<String> names() {
    return Set.of("samediff");
  }

  @Override
  public Model create(Spec spec) {
    String file = spec.text("file", "");
    if (file.isEmpty()) {
      throw new IllegalArgumentException("samediff needs file=PATH, a graph that SameDiff saved");
    }
    GraphNames names =
        new GraphNames(
            spec.text("features", "features"),
            spec.text("labels", "labels"),
            spec.text("output", "output"),
            spec.text("loss", "loss"));
    try {
      return SameDiffModel.load(Path.of(file), names);
    } catch (IOException e) {
      throw new UncheckedIOException("file must be readable: file=" + file, e);
    }
  }
}
