// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.model.LogisticRegression;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FeaturesTest {
  @Test
  void usageExample() {
    Features.Sparse features = new Features.Sparse(new int[] {7, 3, 7}, new float[] {1f, 5f, 2f});
    assertThat(features.indices()).containsExactly(7, 3);
    assertThat(features.values()).containsExactly(3f, 5f);
    assertThat(features.size()).isEqualTo(2);
    assertThat(features).hasToString("Sparse[indices=[7, 3], values=[3.0, 5.0]]");
  }

  @Test
  void onesThatRepeatAreNoLongerOnes() {
    Features.Sparse ones = Features.Sparse.ofOnes(new int[] {2, 1});
    assertThat(ones.areOnes()).isTrue();
    Features.Sparse twice = Features.Sparse.ofOnes(new int[] {2, 1, 2});
    assertThat(twice.areOnes()).isFalse();
    assertThat(twice.values()).containsExactly(2f, 1f);
  }

  @Test
  void theSumOfRandomEntriesIsThatOfTheirCoordinates() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      int n = random.nextInt(200);
      int bound = 1 + random.nextInt(1 << random.nextInt(20));
      int step = random.nextBoolean() ? 1 : 1 << 10;
      int[] indices = random.ints(n, 0, bound).map(c -> c * step).toArray();
      float[] values = new float[n + random.nextInt(2)];
      Map<Integer, Float> sums = new TreeMap<>();
      for (int k = 0; k < n; k++) {
        values[k] = random.nextInt(100);
        sums.merge(indices[k], values[k], Float::sum);
      }
      Features.Sparse features = new Features.Sparse(indices, values);
      assertThat(features.size()).as("seed=%s", seed).isEqualTo(sums.size());
      for (int k = 0; k < features.size(); k++) {
        assertThat(features.values()[k])
            .as("seed=%s", seed)
            .isEqualTo(sums.get(features.indices()[k]));
      }
      if (sums.size() == n) {
        assertThat(features.indices()).isSameAs(indices);
        assertThat(features.values()).isSameAs(values);
      }
    }
  }

  @Test
  void whatIsOutOfRangeIsLeftForTheModelToReject() {
    Features.Sparse odd =
        new Features.Sparse(new int[] {-1, Integer.MIN_VALUE, -1}, new float[] {1f, 2f, 3f});
    assertThat(odd.indices()).containsExactly(-1, Integer.MIN_VALUE);
    Features.Sparse tooLarge = new Features.Sparse(new int[] {5, 5}, new float[] {3e38f, 3e38f});
    assertThat(LogisticRegression.sparse(9).reject(Example.of(1f, tooLarge)))
        .hasValueSatisfying(
            rejected ->
                assertThat(rejected.detail())
                    .isEqualTo("feature 5 must be finite: value=Infinity"));
    assertThatThrownBy(() -> new Features.Sparse(new int[2], new float[1]))
        .hasMessage("values must be as many as indices: values=1 indices=2");
  }

  @Test
  void namesThatShareACoordinateAreOneFeature() {
    FeatureHasher hasher = FeatureHasher.bits(1).ownNamespaces();
    HashedFeatures row = hasher.row();
    for (int fields = 1; fields < 50; fields++) {
      float[] sums = new float[2];
      Set<Integer> coordinates = new HashSet<>();
      for (int f = 0; f < fields; f++) {
        row.number(row.field("f" + f), f);
        int coordinate = FeatureHasher.seed("f" + f) & 1;
        coordinates.add(coordinate);
        sums[coordinate] += f;
      }
      Features.Sparse features = (Features.Sparse) row.finish();
      assertThat(features.size()).isEqualTo(coordinates.size());
      for (int k = 0; k < features.size(); k++) {
        assertThat(features.values()[k]).isEqualTo(sums[features.indices()[k]]);
      }
    }
  }

  @Test
  void aRowOfManyFeaturesHasNoCoordinateTwice() {
    HashedFeatures row = FeatureHasher.bits(10).row();
    for (int elements : new int[] {5, 3000, 5, 17, 600}) {
      Field element = row.beginArray(row.field("dense"));
      for (int j = 0; j < elements; j++) {
        row.number(element, 1);
      }
      row.endArray(element);
      Features.Sparse features = (Features.Sparse) row.finish();
      assertThat(Arrays.stream(features.indices()).distinct().count()).isEqualTo(features.size());
      float sum = 0;
      for (int k = 0; k < features.size(); k++) {
        sum += features.values()[k];
      }
      assertThat(sum).isEqualTo(elements);
    }
  }
}
