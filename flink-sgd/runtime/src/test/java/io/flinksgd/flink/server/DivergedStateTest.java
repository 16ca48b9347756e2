// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.layout.Layout;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.Publication;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.RestoreSettings;
import io.flinksgd.testing.Case;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State that is not finite, as a release could leave it that let models diverge. */
final class DivergedStateTest {
  private static final int DIMENSION = 101;
  private static final int BAD = 17;

  @Tag("case")
  @ParameterizedTest
  @CsvSource({
    "NaN, adagrad:rate=0.1, REFUSE",
    "Infinity, adagrad:rate=0.1, CONVERT",
    "NaN, ftrl:0.4, CONVERT"
  })
  void isNotRestoredAndTheErrorNamesTheCoordinate(
      float bad, String optimizer, RestoreSettings settings) throws Exception {
    OperatorSubtaskState state;
    try (Servers servers = Servers.start(spec(begunWith(bad)), layout(2), 1, null, 0)) {
      servers.push(new float[DIMENSION]);
      state = servers.snapshot();
    }
    TrainingSpec now =
        spec(model()).optimizer(Optimizers.parse(optimizer)).restoreSettings(settings);
    assertThatThrownBy(() -> Servers.start(now, layout(3), 1, state, 2).close())
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .satisfies(
            error ->
                Case.equal(
                    "restores",
                    "state with the weight %s, %s, restore-settings %s"
                        .formatted(bad, optimizer, settings),
                    "restored state must be finite: coordinate=17, state=[%s, 0.0]; the model had diverged: restore an earlier checkpoint or savepoint, or train anew without this state"
                        .formatted(bad),
                    error.getMessage()));
  }

  @Test
  void aPageThatIsNotFiniteIsNeverPublishedAndItsCutMakesNoVersion() throws Exception {
    try (Servers servers = Servers.start(spec(begunWith(Float.NaN)), layout(1), 1, null, 0)) {
      float[] push = new float[DIMENSION];
      push[40] = 1f;
      for (int checkpoint = 1; checkpoint <= 2; checkpoint++) {
        servers.push(push);
        servers.snapshot();
      }
      List<Publication> pages = servers.published(KeyRouting.PAGES);
      assertThat(pages)
          .isNotEmpty()
          .allSatisfy(page -> assertThat(((Publication.Page) page).page()).isNotEqualTo(1));
      List<ManifestPart> cuts = servers.published(KeyRouting.CUTS);
      assertThat(cuts).hasSize(2).allSatisfy(cut -> assertThat(((Cut) cut).whole()).isFalse());
    }
  }

  private static Model model() {
    return Models.parse("logistic-regression:sparse=" + (DIMENSION - 1));
  }

  /** The same model with one weight that begins as nothing could make it. */
  private static Model begunWith(float bad) {
    return (Model)
        Proxy.newProxyInstance(
            Model.class.getClassLoader(), new Class<?>[] {Model.class}, new Begun(model(), bad));
  }

  private record Begun(Model model, float bad) implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("initial")) {
        float[] weights = (float[]) arguments[1];
        int at = BAD - (int) arguments[0];
        if (at >= 0 && at < weights.length) {
          weights[at] = bad;
        }
        return null;
      }
      try {
        return method.invoke(model, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private static TrainingSpec spec(Model model) {
    return TrainingSpec.of(model)
        .localSteps(false)
        .cacheBytes(1)
        .optimizer(Optimizers.parse("adagrad:rate=0.1"));
  }

  private static Layout layout(int servers) {
    return new Layout(DIMENSION, 16, servers, 8);
  }
}
