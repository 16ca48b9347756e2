// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static io.flinksgd.testing.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeatureHasherTest {
  @Test
  void usageExample() throws Refusal {
    FeatureHasher hasher = FeatureHasher.bits(18).categorical("hour").cross("origin", "hour");
    Features features = hasher.hash(Map.of("origin", "JFK", "hour", 7, "distance", 2586.0));
    assertThat(features.size()).isEqualTo(4);
    HashedFeatures row = hasher.row();
    row.text(row.field("origin"), "JFK");
    row.number(row.field("hour"), 7);
    row.number(row.field("distance"), 2586);
    assertThat(pairs(row.finish())).containsExactlyInAnyOrder(pairs(features));
  }

  @Test
  void theMappingNeverChanges() {
    FeatureHasher hasher =
        FeatureHasher.bits(18)
            .categorical("hour")
            .cross("origin", "destination")
            .cross("origin", "destination", "hour");
    assertOnly(hasher, Map.of("origin", "JFK"), "105821=1.0");
    assertOnly(hasher, Map.of("origin", "M\u00fcnchen \u2708"), "121030=1.0");
    assertOnly(hasher, Map.of("distance", 2.5), "64042=2.5");
    assertOnly(hasher, Map.of("hour", 7), "183565=1.0");
    assertOnly(hasher, Map.of("hour", 1.5), "222211=1.0");
    assertOnly(hasher, Map.of("late", true), "54436=1.0");
    assertOnly(hasher, Map.of("x", new float[] {3f, 4f}), "174735=3.0", "150182=4.0");
    assertOnly(hasher, Map.of("x", new double[] {3, 4}), "174735=3.0", "150182=4.0");
    assertOnly(hasher, Map.of("x", Map.of("a", -2)), "99961=-2.0");
    assertOnly(
        hasher,
        Map.of("origin", "JFK", "destination", "SFO", "hour", "7"),
        "105821=1.0",
        "129372=1.0",
        "183565=1.0",
        "167313=1.0",
        "85649=1.0");
    assertThat(FeatureHasher.intercept(18)).isEqualTo(1 << 18);
    assertThat(FeatureHasher.intercept(1)).isEqualTo(2);
  }

  @Test
  void arraysAndMapsMayHaveTheNamespaceOfTheirField() {
    FeatureHasher own = FeatureHasher.parse("hash:bits=18,namespaces=own");
    Features.Sparse one = (Features.Sparse) own.hash(Map.of("x", new float[] {3f}));
    Features.Sparse other = (Features.Sparse) own.hash(Map.of("y", new float[] {3f}));
    assertThat(one.indices()).doesNotContain(other.indices());
    // an entry of a map is where the text of its name would be
    assertThat(((Features.Sparse) own.maps("x").hash(Map.of("x", Map.of("a", 2)))).indices())
        .containsExactly(((Features.Sparse) own.hash(Map.of("x", "a"))).indices());
    // what those names are without it
    assertOnly(own, Map.of("dense", new float[] {3f, 4f}), "174735=3.0", "150182=4.0");
    assertOnly(own.maps("sparse"), Map.of("sparse", Map.of("a", -2)), "99961=-2.0");
    assertThat(own.spec()).isEqualTo("hash:bits=18,namespaces=own");
    assertThatThrownBy(() -> FeatureHasher.parse("hash:bits=18,namespaces=none"))
        .hasMessage("namespaces must be shared or own: namespaces=none");
  }

  @Test
  void aCrossNeedsTheTextOfAllItsFields() {
    FeatureHasher hasher = FeatureHasher.bits(18).cross("a", "b");
    assertThat(hasher.hash(Map.of("a", "x")).size()).isEqualTo(1);
    assertThat(hasher.hash(Map.of("a", "x", "b", 3)).size()).isEqualTo(2);
    assertThat(hasher.hash(Map.of("a", "x", "b", "3")).size()).isEqualTo(3);
    assertThat(hasher.categorical("b").hash(Map.of("a", "x", "b", 3)).size()).isEqualTo(3);
  }

  @Test
  void ignoredFieldsMakeFeaturesOnlyInCrosses() {
    FeatureHasher hasher = FeatureHasher.bits(18).ignore("id", "v", "a").cross("a", "b");
    assertThat(
            hasher.hash(Map.of("id", "x", "v", new float[] {1f}, "a", Map.of("k", 1), "b", "only")))
        .satisfies(features -> assertThat(features.size()).isEqualTo(1));
    assertThat(hasher.hash(Map.of("id", 5, "a", "x", "b", "y")).size()).isEqualTo(2);
    assertThat(hasher.hash(Map.of("id", new Object())).size()).isZero();
    HashedFeatures row = hasher.row();
    assertThat(row.field("id").ignored()).isTrue();
    assertThat(row.field("a").ignored()).isFalse();
    assertThat(row.field("b").ignored()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hash:bits=18",
        "hash:bits=1,categorical=day|hour",
        "hash:bits=30,ignore=id",
        "hash:bits=20,categorical=day|hour,ignore=id,crosses=a*b|b*a*c",
        "hash:bits=20,maps=m|n,namespaces=own"
      })
  void itsSpecMakesAnEqualHasher(String spec) {
    FeatureHasher hasher = FeatureHasher.parse(spec);
    assertThat(hasher.spec()).isEqualTo(spec);
    assertThat(FeatureHasher.parse(hasher.spec())).isEqualTo(hasher).hasSameHashCodeAs(hasher);
  }

  @Test
  void theTextFormIsTheSameHasher() {
    assertThat(FeatureHasher.parse("hash")).isEqualTo(FeatureHasher.bits(18));
    assertThat(FeatureHasher.parse("hash:12,categorical=hour,crosses=a*b|c*d"))
        .isEqualTo(FeatureHasher.bits(12).categorical("hour").cross("a", "b").cross("c", "d"));
    assertThat(FeatureHasher.bits(12)).isNotEqualTo(FeatureHasher.bits(13));
  }

  @Test
  void refusesWhatItCannotHash() {
    refused(() -> FeatureHasher.bits(31), "bits must be in [1, 30]: bits=31");
    refused(() -> FeatureHasher.intercept(0), "bits must be in [1, 30]: bits=0");
    refused(
        () -> FeatureHasher.bits(3).cross("a"), "a cross must have at least two fields: cross=[a]");
    refused(
        () -> FeatureHasher.parse("hush"),
        "features must be one of hash (did you mean hash?): features=hush");
    refused(
        () -> FeatureHasher.bits(3).hash(Map.of("a", 'c')),
        "a must be text, a truth value, a number, or an array or a map of these: a=c");
    refused(
        () -> FeatureHasher.bits(3).maps("a").hash(Map.of("a", Map.of("k", "v"))),
        "a must be an object of numbers: a={...}");
  }

  @Test
  void refusesFieldNamesThatItsTextFormCannotHold() {
    for (String name : new String[] {"a,b", "a|b", "a*b", "", " a"}) {
      String message =
          "a field name must not be empty, hold one of , | * or begin or end with a space: field="
              + name;
      refused(() -> FeatureHasher.bits(3).categorical(name), message);
      refused(() -> FeatureHasher.bits(3).ignore(name), message);
      refused(() -> FeatureHasher.bits(3).cross("x", name), message);
    }
  }

  private static void assertOnly(FeatureHasher hasher, Map<String, ?> fields, String... pairs) {
    assertThat(pairs(hasher.hash(fields))).containsExactlyInAnyOrder(pairs);
  }

  static String[] pairs(Features features) {
    Features.Sparse sparse = (Features.Sparse) features;
    return IntStream.range(0, sparse.size())
        .mapToObj(k -> sparse.indices()[k] + "=" + sparse.values()[k])
        .toArray(String[]::new);
  }
}
