// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static io.flinksgd.testing.Refused.refusal;

import io.flinksgd.testing.Allocated;
import io.flinksgd.testing.Case;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Field names and settings that somebody made up to cost as much as possible. */
@Tag("case")
final class StrangeFieldsTest {
  private static final String TOPIC = "strangers";

  @Test
  void settingsAreReadInLinearTime() {
    String small = settings(20_000);
    String large = settings(80_000);
    FeatureHasher.parse(small).row();
    long few = Allocated.by(() -> FeatureHasher.parse(small).row());
    long many = Allocated.by(() -> FeatureHasher.parse(large).row());
    Case.holds(
        TOPIC,
        "features with 80,000 crosses against 20,000: bytes allocated",
        "not more than 8 times as many",
        String.format("%.1f", (double) many / few),
        many < 8 * few);
  }

  private static String settings(int crosses) {
    return IntStream.range(0, crosses)
        .mapToObj(i -> "a" + i + "*b" + i)
        .collect(Collectors.joining("|", "hash:bits=18,crosses=", ""));
  }

  @Test
  void crossesAreBounded() {
    Case.equal(
        TOPIC,
        "a cross of 20,000 fields",
        "a cross must have at most 16 fields: fields=20000",
        refusal(() -> FeatureHasher.parse("hash:bits=18,crosses=a" + "*a".repeat(19_999)))
            .replaceAll(", cross=.*", ""));
    String twelve = String.join("|", Collections.nCopies(12, "a*b"));
    List<String> hundred = IntStream.range(0, 100).mapToObj(i -> "v" + i).toList();
    FeatureHasher hasher = FeatureHasher.parse("hash:bits=18,crosses=" + twelve);
    Case.equal(
        TOPIC,
        "twelve crosses of two arrays of 100 texts",
        "crosses must make at most 100000 features of an example: features=110000",
        refusal(() -> hasher.hash(Map.of("a", hundred, "b", hundred))));
  }

  @Test
  void longNamesCostWhatTheyAreLong() {
    FeatureHasher hasher = FeatureHasher.parse("hash:bits=18,ignore=id,crosses=a.b*c");
    HashedFeatures row = hasher.row();
    String points = ".".repeat(1 << 20);
    Case.holds(
        TOPIC,
        "a field whose name is a million points, one name is ignored: bytes allocated",
        "< 10 for each",
        "as said",
        Allocated.by(() -> row.number(row.field(points), 1)) < 10L << 20);
    String longName = "n".repeat(100_000);
    Field object = row.field(longName);
    Case.equal(
        TOPIC,
        "an object whose name has 100,000 characters",
        "name of an object must have at most 1024 characters: length=100000",
        refusal(() -> row.member(object, "x")).replaceAll(", name=.*", ""));
    Case.equal(
        TOPIC,
        "a map whose name has 100,000 characters is one of numbers",
        1,
        FeatureHasher.bits(18).maps(longName).hash(Map.of(longName, Map.of("x", 2))).size());
  }

  @Test
  void errorsAreShort() {
    Case.holds(
        TOPIC,
        "a wrong setting of a million characters: length of the error",
        "< 3000",
        refusal(() -> FeatureHasher.parse("hash:bits=18,x=" + "y".repeat(1 << 20))).length(),
        refusal(() -> FeatureHasher.parse("hash:bits=18,x=" + "y".repeat(1 << 20))).length()
            < 3000);
  }
}
