// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
  private static final List<String> KNOWN = List.of("train", "train-images", "model", "sql", "l1");

  @ParameterizedTest
  @CsvSource({
    "trian,train",
    "tran,train",
    "traim,train",
    "trainimages,train-images",
    "models,model",
    "l2,l1",
    "sqll,sql"
  })
  void aFewLettersMayBeWrong(String given, String meant) {
    assertThat(Nearest.of(given, KNOWN)).contains(meant);
    assertThat(Nearest.hint(given, KNOWN)).isEqualTo(" (did you mean %s?)", meant);
  }

  @Test
  void anotherWordMeansNothing() {
    assertThat(Nearest.of("frobnicate", KNOWN)).isEmpty();
    assertThat(Nearest.of("", KNOWN)).isEmpty();
    assertThat(Nearest.of("x".repeat(1 << 20), KNOWN)).isEmpty();
    assertThat(Nearest.hint("frobnicate", KNOWN)).isEmpty();
    assertThat(Nearest.of("a", List.of("b"))).isEmpty();
  }
}
