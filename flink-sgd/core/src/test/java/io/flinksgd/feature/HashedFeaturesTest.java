// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HashedFeaturesTest {
  private static final FeatureHasher HASHER =
      FeatureHasher.bits(18).categorical("n").cross("t", "n");

  @Test
  void usageExample() throws Refusal {
    HashedFeatures row = HASHER.row();
    row.text(row.field("t"), "hello");
    row.number(row.field("x"), 0.5);
    assertThat(row.finish().size()).isEqualTo(2);
    assertThat(row.finish().size()).isZero();
  }

  @Test
  void charactersAndTextGiveWhatTheMapGives() throws Refusal {
    Random random = new Random(9);
    HashedFeatures row = HASHER.row();
    for (int trial = 0; trial < 2000; trial++) {
      String text = randomText(random, trial % 3);
      char[] chars = ("__" + text + "__").toCharArray();
      String[] expected = FeatureHasherTest.pairs(HASHER.hash(Map.of("t", text)));
      row.text(row.field("t"), text);
      assertThat(FeatureHasherTest.pairs(row.finish())).containsExactly(expected);
      row.text(row.field("t"), chars, 2, text.length());
      assertThat(FeatureHasherTest.pairs(row.finish())).as(text).containsExactly(expected);
    }
  }

  private static String randomText(Random random, int kind) {
    int length = random.nextInt(kind == 0 ? 300 : 20);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          kind < 2
              ? 32 + random.nextInt(95)
              : new int[] {'a', 0xe9, 0x7f, 0x80, 0x20ac, 0x1f600}[random.nextInt(6)]);
    }
    return text.toString();
  }

  @Test
  void categoricalNumbersAreTheirText() throws Refusal {
    HashedFeatures row = HASHER.row();
    Object[][] numbers = {
      {7, "7"},
      {-3L, "-3"},
      {7.0, "7"},
      {0.25, "0.25"},
      {-0.0, "0"},
      {1e14, "100000000000000"},
      {1e15, "1000000000000000"},
      {1e19, "1.0E19"},
      {2.5f, "2.5"}
    };
    for (Object[] number : numbers) {
      row.text(row.field("n"), (String) number[1]);
      assertThat(FeatureHasherTest.pairs(HASHER.hash(Map.of("n", number[0]))))
          .containsExactly(FeatureHasherTest.pairs(row.finish()));
    }
  }

  @Test
  void onesAreSharedAndOtherValuesKept() throws Refusal {
    HashedFeatures row = HASHER.row();
    row.text(row.field("t"), "a");
    row.text(row.field("u"), "b");
    assertThat(((Features.Sparse) row.finish()).areOnes()).isTrue();
    row.text(row.field("t"), "a");
    row.number(row.field("x"), 2);
    Features.Sparse mixed = (Features.Sparse) row.finish();
    assertThat(mixed.areOnes()).isFalse();
    assertThat(mixed.values()).containsExactly(1f, 2f);
  }

  @Test
  void nothingOfAnUnfinishedExampleIsLeft() throws Refusal {
    HashedFeatures row = HASHER.row();
    row.text(row.field("t"), "a");
    row.number(row.field("x"), 2);
    row.begin();
    row.text(row.field("n"), "1"); // would complete the cross
    Features.Sparse features = (Features.Sparse) row.finish();
    assertThat(features.size()).isEqualTo(1);
    assertThat(features.areOnes()).isTrue();
  }

  @Test
  void growsWithItsExampleAndForgetsNoName() throws Refusal {
    HashedFeatures row = FeatureHasher.bits(30).row();
    for (int i = 0; i < 10_000; i++) {
      row.number(row.field("field" + i), i);
    }
    Features.Sparse features = (Features.Sparse) row.finish();
    assertThat(features.size()).isEqualTo(10_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(features.values()[i]).isEqualTo(i);
      assertThat(features.indices()[i])
          .isEqualTo(FeatureHasher.seed("field" + i) & ((1 << 30) - 1));
    }
  }
}
