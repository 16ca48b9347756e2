// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.feature.EventTimes;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.Labels;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.testing.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings are read from whatever text. */
@Tag("fuzz")
final class SettingsFuzzTest {
  private static final Set<Class<?>> DECLARED = Set.of(IllegalArgumentException.class);

  private final Fuzz fuzz = Fuzz.ofInputs(4_000);

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void whateverIsSetIsTakenOrRefusedInWords() {
    setting(
        "features",
        text -> FeatureHasher.parse(text).row(),
        "hash:bits=18,categorical=hour|day,ignore=id,crosses=origin*hour|origin*destination",
        "hash:18,maps=words|user.tags,namespaces=own");
    setting(
        "model",
        text -> Models.published(text, Optional.empty()),
        "logistic-regression:hashed=18",
        "linear-regression:dense=7,loss=huber,delta=0.5",
        "linear-regression:sparse=1000");
    setting(
        "optimizer",
        Optimizers::parse,
        "sgd:rate=0.05,schedule=inverse,decay=0.1",
        "momentum:rate=0.1,momentum=0.9",
        "adam:rate=0.001",
        "adagrad:rate=0.1,l2=0.1",
        "ftrl:alpha=0.4,beta=1,l1=0.1,l2=0.1",
        "sgd:rate=0.1,update=plain,scale-free=true");
    setting(
        "consistency",
        Consistency::parse,
        "synchronous",
        "quorum:2",
        "elastic-scheduler:0.8",
        "bounded-delay:4",
        "elastic-bound:gap=20",
        "elastic-bound:4",
        "asynchronous");
    setting("codec", GradientCodec::parse, "none", "bf16", "top-k:0.01", "one-bit", "qsgd:16");
    setting("max-rejected", RejectionLimit::parse, "0.1:warn", "0.5:fail", "0");
    setting("labels", Labels::parse, "no|yes", "\"0\"|\"1\"", "-1|1", "false|true");
    setting(
        "time-unit,time-zone",
        text -> EventTimes.of(text.split(",", 2)[0], text.replaceFirst("[^,]*,?", "")),
        "ms,UTC",
        "s,Europe/Berlin",
        "us,+01:00");
    fuzz.run();
  }

  private void setting(String name, Consumer<String> parser, String... examples) {
    fuzz.reader(
        name,
        Fuzz.texts(examples),
        List.of("bits=", "crosses=", "hashed=", "rate=", "dense=", "ignore=", "a*b", "a|b"),
        DECLARED,
        1 << 20,
        500,
        input -> parser.accept(new String(input, StandardCharsets.UTF_8)));
  }
}
