// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static io.flinksgd.feature.FeatureHasherTest.pairs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nested fields, fields with several values and numbers that are categories. */
final class FieldsTest {
  private static final FeatureHasher HASHER =
      FeatureHasher.parse("hash:bits=24,categorical=id|ids,namespaces=own");

  @Test
  void usageExample() throws Refusal {
    HashedFeatures fields = HASHER.row();
    fields.begin(); // {"ad": "a17", "user": {"age": 31}, "tags": ["x", "y"]}
    fields.text(fields.field("ad"), "a17");
    Field user = fields.field("user");
    fields.beginObject(user);
    fields.whole(fields.member(user, "age"), 31);
    Field tag = fields.beginArray(fields.field("tags"));
    fields.text(tag, "x");
    fields.text(tag, "y");
    fields.endArray(tag);
    Map<String, Object> same = new LinkedHashMap<>();
    same.put("ad", "a17");
    same.put("user.age", 31);
    same.put("tags", List.of("y", "x"));
    assertThat(pairs(fields.finish())).containsExactly(pairs(HASHER.hash(same)));
  }

  private static void assertSame(Map<String, ?> one, Map<String, ?> other) {
    assertThat(pairs(HASHER.hash(one))).as("%s", one).containsExactly(pairs(HASHER.hash(other)));
  }

  private static double squaredLength(Map<String, ?> fields) {
    double sum = 0;
    Features.Sparse features = (Features.Sparse) HASHER.hash(fields);
    for (int k = 0; k < features.size(); k++) {
      sum += (double) features.values()[k] * features.values()[k];
    }
    return sum;
  }

  @Test
  void wholeNumbersAreTheirDigitsAsCategories() {
    assertSame(Map.of("id", 738529527931269425L), Map.of("id", "738529527931269425"));
    assertSame(Map.of("id", Long.MIN_VALUE), Map.of("id", "-9223372036854775808"));
    assertSame(Map.of("id", Long.MAX_VALUE), Map.of("id", "9223372036854775807"));
    String unsigned = "18446744073709551615";
    assertSame(Map.of("id", new BigInteger(unsigned)), Map.of("id", unsigned));
    assertSame(Map.of("id", new BigDecimal(unsigned + ".00")), Map.of("id", unsigned));
    assertSame(Map.of("id", new BigDecimal("1E+3")), Map.of("id", "1000"));
    assertSame(Map.of("id", new BigDecimal("0.00")), Map.of("id", "0"));
    assertSame(Map.of("id", 1.0), Map.of("id", 1));
    assertSame(Map.of("id", 0x1p62), Map.of("id", "4611686018427387904"));
    assertSame(Map.of("id", 1.5), Map.of("id", "1.5"));
  }

  @Test
  void dotsAndObjectsAreTheSameField() {
    assertSame(Map.of("a", Map.of("b", Map.of("c", "x"))), Map.of("a.b.c", "x"));
    assertSame(Map.of("a", Map.of("b.c", 2)), Map.of("a.b", Map.of("c", 2)));
  }

  @Test
  void severalValuesWeighAsMuchAsOne() {
    assertSame(Map.of("tags", List.of("a")), Map.of("tags", "a"));
    assertSame(Map.of("tags", List.of("a", "a")), Map.of("tags", "a"));
    assertSame(Map.of("tags", new String[] {"a", "b"}), Map.of("tags", List.of("b", "a")));
    assertThat(((Features.Sparse) HASHER.hash(Map.of("tags", List.of("a", "b", "b")))).values())
        .containsExactlyInAnyOrder((float) (1 / Math.sqrt(5)), (float) (2 / Math.sqrt(5)));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add("tag" + i);
      assertThat(squaredLength(Map.of("tags", many))).isBetween(1 - 1e-5, 1 + 1e-5);
    }
  }

  @Test
  void numbersInCategoricalArraysAreCategories() {
    assertSame(
        Map.of("ids", new long[] {738529527931269425L, 7}),
        Map.of("ids", List.of("7", "738529527931269425")));
  }

  @Test
  void whatIsNullIsAbsent() {
    Map<String, Object> nulls = new LinkedHashMap<>();
    nulls.put("a", null);
    nulls.put("tags", Arrays.asList(null, "x", null));
    nulls.put("who", Collections.singletonMap("age", null));
    nulls.put("none", List.of());
    assertSame(nulls, Map.of("tags", "x"));
    Features.Sparse gap = (Features.Sparse) HASHER.hash(Map.of("v", Arrays.asList(null, 2)));
    Features.Sparse full = (Features.Sparse) HASHER.hash(Map.of("v", List.of(1, 2)));
    assertThat(gap.indices()).containsExactly(full.indices()[1]);
  }

  @Test
  void aCrossHasAFeatureForEachCombination() {
    FeatureHasher crossed = FeatureHasher.bits(24).ignore("ad", "tags").cross("ad", "tags");
    Features.Sparse all =
        (Features.Sparse) crossed.hash(Map.of("ad", "a", "tags", List.of("x", "y")));
    assertThat(all.values()).hasSize(2).containsOnly((float) (1 / Math.sqrt(2)));
    assertThat(all.indices())
        .containsExactlyInAnyOrder(
            only(crossed, Map.of("ad", "a", "tags", "x")),
            only(crossed, Map.of("ad", "a", "tags", "y")));
    assertThat(crossed.hash(Map.of("ad", "a", "tags", List.of())).size()).isZero();
    assertThat(crossed.hash(Map.of("ad", "a", "tags", List.of(0.5))).size()).isZero();
  }

  @Test
  void aCrossOfTooManyCombinationsIsRefused() {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      values.add("v" + i);
    }
    FeatureHasher crossed = FeatureHasher.bits(24).cross("a", "b");
    assertThatThrownBy(() -> crossed.hash(Map.of("a", values, "b", values)))
        .hasMessage("a cross must make at most 10000 features: a*b=10201");
    assertThat(crossed.hash(Map.of("a", "x", "b", "y")).size()).isEqualTo(3);
  }

  private static int only(FeatureHasher hasher, Map<String, ?> fields) {
    return ((Features.Sparse) hasher.hash(fields)).indices()[0];
  }

  @Test
  void whatIsIgnoredIsSoWithAllThatIsInIt() {
    FeatureHasher hasher = FeatureHasher.bits(18).ignore("user").cross("user.id", "ad");
    Map<String, ?> user = Map.of("id", "u1", "x", List.of(1, "mixed"), "y", 7);
    assertThat(hasher.hash(Map.of("user", user, "ad", "a")).size()).isEqualTo(2);
    assertThat(hasher.hash(Map.of("user.y", 7, "user.id", "u1")).size()).isZero();
    assertThat(hasher.hash(Map.of("users", 7)).size()).isEqualTo(1);
  }

  @Test
  void whatIsNoFieldIsRefused() {
    refused(
        Map.of("x", List.of(1, "a")), "x must be an array of numbers or an array of categories");
    refused(
        Map.of("x", List.of("a", 1)), "x must be an array of numbers or an array of categories");
    refused(Map.of("x", List.of(Map.of("a", 1))), "x must be a text, a number or a truth value");
    refused(Map.of("x", List.of(List.of(1))), "x must be a text, a number or a truth value");
    refused(Map.of("x", Double.NaN), "x must be a finite float: x=NaN");
    refused(Map.of("x", "NaN"), "x must be a finite float: x=\"NaN\"");
    refused(Map.of("id", Double.NEGATIVE_INFINITY), "id must be a finite float: id=-Infinity");
    refused(Map.of("x", 1e39), "x must be a finite float: x=1.0E39");
    Map<String, Object> deep = Map.of("x", 1);
    for (int i = 0; i < 33; i++) {
      deep = Map.of("o", deep);
    }
    refused(deep, "must be nested at most 32 deep");
  }

  private static void refused(Map<String, ?> fields, String message) {
    assertThatThrownBy(() -> HASHER.hash(fields))
        .as("%s", fields)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
