// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flinksgd.example.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SeenKindsTest {
  private static final FeatureHasher HASHER =
      FeatureHasher.parse("hash:bits=18,categorical=hour,maps=counts,ignore=id,namespaces=own");

  private final SeenKinds seen = new SeenKinds();
  private final HashedFeatures row = HASHER.row(seen);

  private void tell(Map<String, ?> record) {
    MapFields.tell(record, row);
    row.finish();
  }

  @Test
  void usageExample() {
    tell(Map.of("ad", "a17", "price", 0.5));
    assertThat(seen.hasNews()).isTrue();
    assertThat(seen.takeNews()).isEqualTo(kinds(Map.of("ad", 2, "price", 1)));

    tell(Map.of("ad", "a18", "price", 7));
    assertThat(seen.hasNews()).isFalse();

    tell(Map.of("price", "cheap"));
    assertThat(seen.takeNews()).isEqualTo(kinds(Map.of("price", 2)));
    assertThat(seen.all()).isEqualTo(kinds(Map.of("ad", 2, "price", 3)));
    assertThat(seen.isMixed("price")).isTrue();
    assertThat(seen.words("price")).isEqualTo("a number or a text or a truth value");
    assertThat(seen.isMixed("ad")).isFalse();
  }

  private static FieldKinds kinds(Map<String, Integer> bits) {
    return new FieldKinds(bits, true);
  }

  @Test
  void everyValueIsOfAKind() {
    tell(
        Map.of(
            "hour", 9,
            "late", true,
            "tags", List.of("a", "b"),
            "vector", List.of(1, 2),
            "user", Map.of("age", 31, "name", "x"),
            "counts", Map.of("anything", 3),
            "empty", List.of(),
            "id", 17));
    assertThat(seen.all())
        .isEqualTo(
            kinds(
                Map.of(
                    "hour",
                    2,
                    "late",
                    2,
                    "tags",
                    2,
                    "vector",
                    4,
                    "user",
                    8,
                    "user.age",
                    1,
                    "user.name",
                    2,
                    "counts",
                    8)));
  }

  @Test
  void ofARecordThatIsRefusedNothingIsKept() {
    Map<String, ?> bad = new java.util.TreeMap<>(Map.of("ad", 1, "price", Double.NaN));
    for (int i = 0; i < 2; i++) {
      assertThat(catchThrowableOfType(Refusal.class, () -> tell(bad))).isNotNull();
      row.begin();
      assertThat(seen.hasNews()).isFalse();
    }
    tell(Map.of("ad", "a17"));
    assertThat(seen.all()).isEqualTo(kinds(Map.of("ad", 2)));
    tell(Map.of("ad", 1));
    assertThat(seen.all()).isEqualTo(kinds(Map.of("ad", 3)));
  }

  @Test
  void newsOfOthersAreAdded() {
    tell(Map.of("ad", "a17"));
    seen.takeNews();
    seen.add(kinds(Map.of("ad", 1, "price", 1)));
    assertThat(seen.all()).isEqualTo(kinds(Map.of("ad", 3, "price", 1)));
    seen.add(new FieldKinds(Map.of(), false));
    assertThat(seen.isComplete()).isFalse();
    assertThat(seen.all().complete()).isFalse();
  }

  @Test
  void thereAreSoManyFieldsAndNoMore() {
    for (int i = 0; i < SeenKinds.MAX_FIELDS + 100; i++) {
      tell(Map.of("f" + i, 1));
    }
    assertThat(seen.all().bits()).hasSize(SeenKinds.MAX_FIELDS).doesNotContainKey("f4096");
    assertThat(seen.takeNews().complete()).isFalse();
    tell(Map.of("g", 1));
    assertThat(seen.hasNews()).isFalse();
    tell(Map.of("f7", "x"));
    assertThat(seen.takeNews().bits()).isEqualTo(Map.of("f7", 2));
  }

  @Test
  void namesHaveSoManyCharactersAndNoMore() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      names.add("n".repeat(SeenKinds.MAX_CHARACTERS / 4) + i);
      tell(Map.of(names.get(i), 1));
    }
    assertThat(seen.all().bits().keySet()).containsExactlyInAnyOrderElementsOf(names.subList(0, 3));
    assertThat(seen.isComplete()).isFalse();
    tell(Map.of("short", 1));
    assertThat(seen.all().bits()).containsEntry("short", 1);
  }

  @Test
  void kindsAreThoseThatAre() {
    for (int bits : new int[] {0, 16, -1}) {
      assertThatThrownBy(() -> kinds(Map.of("ad", bits)))
          .hasMessage("kinds of a field must be in [1, 15]: ad=" + bits);
    }
  }

  @Test
  void featuresAreTheSameWhoeverWatches() {
    Map<String, ?> record = Map.of("ad", "a17", "hour", 9, "user", Map.of("age", 31));
    MapFields.tell(record, row);
    assertThat(row.finish()).usingRecursiveComparison().isEqualTo(HASHER.hash(record));
  }
}
