// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ByPositionTest {
  private final List<String> asked = new ArrayList<>();
  private final ByPosition<Integer> lengths =
      new ByPosition<>(
          name -> {
            asked.add(name);
            return name.isEmpty() ? null : name.length();
          });

  private void record(String... names) {
    lengths.begin();
    for (String name : names) {
      assertThat(lengths.next(name)).isEqualTo(name.isEmpty() ? null : name.length());
    }
  }

  @Test
  void fieldsInTheSameOrderAreLookedUpOnce() {
    record("label", "", "hour");
    record("label", "", "hour");
    record("label");

    assertThat(asked).containsExactly("label", "", "hour");
  }

  @Test
  void fieldsInAnotherOrderAndMissingOnesAreLookedUpAgain() {
    record("label", "hour");
    record("hour", "label");
    record("label", "date");

    assertThat(asked).containsExactly("label", "hour", "hour", "label", "label", "date");
  }

  @Test
  void anEqualNameThatIsAnotherObjectIsLookedUpAgain() {
    record("hour");
    record(String.valueOf(new char[] {'h', 'o', 'u', 'r'}));

    assertThat(asked).containsExactly("hour", "hour");
  }

  @Test
  void thereMayBeAnyNumberOfFields() {
    Map<Integer, String> names = new HashMap<>();
    for (int round = 0; round < 3; round++) {
      record(
          IntStream.range(0, 1000)
              .mapToObj(i -> names.computeIfAbsent(i, n -> "f".repeat(n + 1)))
              .toArray(String[]::new));
    }
    assertThat(asked).contains("f".repeat(1000));
  }
}
