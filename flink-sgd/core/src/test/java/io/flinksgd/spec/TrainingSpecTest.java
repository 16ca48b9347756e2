// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import static io.flinksgd.testing.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.FtrlProximal;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.spec.TrainingSpec.RestoreSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrainingSpecTest {
  private static final TrainingSpec SPEC = TrainingSpec.of(LogisticRegression.dense(3));

  @Test
  void usageExample() {
    TrainingSpec spec =
        SPEC.optimizer(FtrlProximal.alpha(0.4))
            .consistency(Consistency.elasticGap(5))
            .batch(64)
            .servers(3)
            .describe("features", "hash:bits=18");
    spec.check(4);
    assertThat(spec.stepping()).isEqualTo(Stepping.DEFAULT.batch(64));
    assertThat(spec.placement()).isEqualTo(Placement.DEFAULT.servers(3));
    assertThat(spec.description())
        .isEqualTo(
            Map.of(
                "features", "hash:bits=18",
                "model", "logistic-regression:dense=3",
                "optimizer", "ftrl:alpha=0.4",
                "consistency", "elastic-bound:gap=5.0"));
  }

  @Test
  void nothingIsSetUntilSomebodyDoes() {
    TrainingSpec changed = everything();
    assertThat(SPEC.learning().optimizer().spec()).isEqualTo("sgd:rate=0.05");
    assertThat(SPEC.learning().consistency()).isEqualTo(Consistency.asynchronous());
    assertThat(SPEC.stepping()).isEqualTo(Stepping.DEFAULT);
    assertThat(SPEC.placement()).isEqualTo(Placement.DEFAULT);
    assertThat(SPEC.encoding()).isEqualTo(Encoding.DEFAULT);
    assertThat(SPEC.reporting()).isEqualTo(Reporting.DEFAULT);
    assertThat(SPEC.safeguards()).isEqualTo(Safeguards.DEFAULT);
    assertThat(changed.stepping())
        .isEqualTo(new Stepping(1, Duration.ofMillis(2), 3, false, PushWeight.SINGLE));
    assertThat(changed.placement()).isEqualTo(new Placement(4, 32, 6));
    assertThat(changed.encoding())
        .isEqualTo(new Encoding(GradientCodec.parse("bf16"), GradientCodec.parse("fp16")));
    assertThat(changed.reporting())
        .isEqualTo(new Reporting(Duration.ofMillis(7), 8, Map.of("a", "b")));
    assertThat(changed.safeguards())
        .isEqualTo(
            new Safeguards(
                new RejectionLimit(0.9, true),
                OnDivergence.FAIL,
                RestoreSettings.CONVERT,
                Duration.ofMillis(10)));
  }

  private static TrainingSpec everything() {
    return SPEC.batch(1)
        .batchTimeout(Duration.ofMillis(2))
        .pipelineDepth(3)
        .localSteps(false)
        .pushWeight(PushWeight.SINGLE)
        .servers(4)
        .pageSize(32)
        .cacheBytes(6)
        .codec(GradientCodec.parse("bf16"))
        .viewCodec(GradientCodec.parse("fp16"))
        .progressInterval(Duration.ofMillis(7))
        .gapSampling(8)
        .describe("a", "b")
        .maxRejected(new RejectionLimit(0.9, true))
        .onDivergence(OnDivergence.FAIL)
        .restoreSettings(RestoreSettings.CONVERT)
        .stallTimeout(Duration.ofMillis(10));
  }

  @Test
  void travelsInAJobGraph() throws IOException, ClassNotFoundException {
    TrainingSpec spec = everything();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      TrainingSpec read = (TrainingSpec) in.readObject();
      assertThat(read.stepping()).isEqualTo(spec.stepping());
      assertThat(read.placement()).isEqualTo(spec.placement());
      assertThat(read.encoding()).isEqualTo(spec.encoding());
      assertThat(read.reporting()).isEqualTo(spec.reporting());
      assertThat(read.safeguards()).isEqualTo(spec.safeguards());
      assertThat(read.description()).isEqualTo(spec.description());
    }
  }

  @Test
  void errorsSayRuleNameAndValue() {
    refused(() -> SPEC.batch(0), "batch must be >= 1: batch=0");
    refused(
        () -> SPEC.batchTimeout(Duration.ofNanos(5)),
        "batch-timeout in ms must be >= 1: batch-timeout in ms=0");
    refused(() -> SPEC.pipelineDepth(-1), "pipeline-depth must be >= 1: pipeline-depth=-1");
    refused(() -> SPEC.servers(0), "servers must be >= 1: servers=0");
    refused(
        () -> SPEC.pageSize(17),
        "page-size must be a power of two from 16 to 1048576, so that a page fits a record:"
            + " page-size=17");
    refused(
        () -> SPEC.cacheBytes(0), "cache-memory in bytes must be >= 1: cache-memory in bytes=0");
    refused(() -> SPEC.gapSampling(0), "gap-sampling must be >= 1: gap-sampling=0");
    refused(
        () -> SPEC.stallTimeout(Duration.ofMillis(-1)),
        "stall-timeout in ms must be >= 0: stall-timeout in ms=-1");
  }
}
