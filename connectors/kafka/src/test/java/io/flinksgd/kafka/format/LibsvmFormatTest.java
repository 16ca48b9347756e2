// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.FeatureHasher;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of LIBSVM's format mean what JSON does. */
class LibsvmFormatTest {
  private static final FeatureMapping SPARSE = new FeatureMapping.Sparse(10);
  private final Reading fromOne = Reading.of(new ExampleFormat.Libsvm(1), SPARSE);
  private final Reading fromZero = Reading.of(new ExampleFormat.Libsvm(0), SPARSE);
  private final Reading json = Reading.of(new ExampleFormat.Json(), SPARSE);

  @Test
  void usageExample() throws Refusal {
    Example example = fromOne.read("+1 qid:7 4:0.5 8:-2 10:1e-3 # from page 9");
    assertThat(example.label()).isEqualTo(1f);
    assertThat(example.key()).isEqualTo("7");
    assertThat(Reading.byCoordinate(example.features()))
        .isEqualTo(json.features("{\"label\":1,\"sparse\":{\"3\":0.5,\"7\":-2,\"9\":0.001}}"));
  }

  @Test
  void indicesBeginAtTheBase() throws Refusal {
    Map<Integer, Float> right = Map.of(0, 2f, 9, 1f);
    assertThat(fromOne.features("0 1:2 10:1")).isEqualTo(right);
    assertThat(fromZero.features("0 0:2 9:1")).isEqualTo(right);
    assertThat(fromOne.refusal("0 0:2").reason()).isEqualTo(Reason.WRONG_DIMENSION);
    assertThat(fromZero.refusal("0 10:2"))
        .hasMessageContaining("index must be in [0, 9]: index=10 (index-base=0)");
    assertThat(fromOne.refusal("0 11:2"))
        .hasMessageContaining("index must be in [1, 10]: index=11 (index-base=1)");
    assertThat(fromOne.refusal("0 123456789012345678:2").reason())
        .isEqualTo(Reason.WRONG_DIMENSION);
    assertThatThrownBy(() -> new ExampleFormat.Libsvm(2))
        .hasMessage("index-base must be 0 or 1: index-base=2");
  }

  @Test
  void indicesAreNamesForAHashedModel() throws Refusal {
    FeatureMapping hashed =
        new FeatureMapping.Hashed(FeatureHasher.parse("hash:bits=18,namespaces=own"));
    Map<Integer, Float> right =
        Reading.of(new ExampleFormat.Json(), hashed)
            .features("{\"label\":1,\"sparse\":{\"0\":1,\"123456789012\":0.5}}");
    for (int base : new int[] {0, 1}) {
      assertThat(
              Reading.of(new ExampleFormat.Libsvm(base), hashed).features("1 0:1 0123456789012:.5"))
          .isEqualTo(right);
    }
  }

  @Test
  void whatIsNotThereIsZeroForADenseModel() throws Refusal {
    Reading dense = Reading.of(new ExampleFormat.Libsvm(1), new FeatureMapping.Dense(3));
    assertThat(dense.features("1 2:0.5")).isEqualTo(Map.of(0, 0f, 1, 0.5f, 2, 0f));
    assertThat(dense.features("1 3:1 1:2 3:1")).isEqualTo(Map.of(0, 2f, 1, 0f, 2, 2f));
    assertThat(dense.features("1")).isEqualTo(Map.of(0, 0f, 1, 0f, 2, 0f));
    assertThat(dense.refusal("1 4:1").reason()).isEqualTo(Reason.WRONG_DIMENSION);
    assertThat(dense.refusal("1 0:1").reason()).isEqualTo(Reason.WRONG_DIMENSION);
    assertThat(dense.refusal("1 1:nan").reason()).isEqualTo(Reason.NOT_FINITE);
    assertThat(dense.refusal("1 1:3e38 1:3e38").reason()).isEqualTo(Reason.NOT_FINITE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1 4:0.5", "1\t4:0.5\t", " 1  4:0.5 ", "1 4:0.5\r\n", "1 4:0.5#x", "\uFEFF1 4:.5"})
  void spaceDoesNotMatter(String line) throws Refusal {
    assertThat(fromOne.features(line)).isEqualTo(Map.of(3, 0.5f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "4:0.5           ! MISSING_LABEL   ! it begins with '4:0.5'",
        "# nothing       ! MISSING_LABEL   ! must begin with a label",
        "nan 4:0.5       ! NOT_FINITE      ! the label",
        "a 4:0.5         ! BAD_LABEL       ! the label must be a number",
        "1,3 4:0.5       ! BAD_LABEL       ! the label must be a number",
        "1 4             ! UNPARSABLE      ! index:value at character 3: '4'",
        "1 4:            ! UNPARSABLE      ! at character 3",
        "1 :4            ! UNPARSABLE      ! at character 3",
        "1 4: 2          ! UNPARSABLE      ! at character 3",
        "1 -4:2          ! UNPARSABLE      ! whole number as index at character 3: '-4:2'",
        "1 4.0:2         ! UNPARSABLE      ! whole number as index",
        "1 4:x           ! UNPARSABLE      ! index:value with a number at character 3: '4:x'",
        "1 4:1:2         ! UNPARSABLE      ! index:value with a number",
        "1 4:NaN         ! NOT_FINITE      ! sparse",
        "1 4:inf         ! NOT_FINITE      ! sparse",
        "1 4:1e39        ! NOT_FINITE      ! sparse",
        "1 qid:x 4:1     ! UNPARSABLE      ! qid:group",
        "1 4:1 qid:2     ! UNPARSABLE      ! whole number as index at character 7",
        "1 1234567890123456789:1 ! UNPARSABLE ! whole number as index",
      })
  void whatBreaksARuleIsRefusedWithItsPlace(String line, Reason reason, String detail) {
    Refusal refusal = fromOne.refusal(line);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal).hasMessageContaining(detail);
  }
}
