// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelsTest {
  @Test
  void usageExample() {
    Model model = Models.parse("logistic-regression:hashed=20");
    assertThat(model).isEqualTo(LogisticRegression.hashed(20));
    assertThat(model.dimension()).isEqualTo((1 << 20) + 1);
    assertThat(Models.parse(model.spec())).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          logistic-regression                       | logistic-regression:hashed=18
          logistic-regression:20                    | logistic-regression:hashed=20
          logistic-regression:dense=5               | logistic-regression:dense=5
          logistic-regression:sparse=5              | logistic-regression:sparse=5
          linear-regression:dense=5                 | linear-regression:dense=5
          linear-regression:dense=5,loss=squared    | linear-regression:dense=5
          linear-regression:sparse=5,loss=huber     | linear-regression:sparse=5,loss=huber,delta=1.0
          linear-regression:loss=huber,delta=0.1    | linear-regression:hashed=18,loss=huber,delta=0.1
          """)
  void everyTextHasOneCanonicalForm(String text, String canonical) {
    Model model = Models.parse(text);
    assertThat(model.spec()).isEqualTo(canonical);
    assertThat(Models.parse(canonical)).isEqualTo(model).hasSameHashCodeAs(model);
    assertThat(Models.parse(canonical).dimension()).isEqualTo(model.dimension());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tree                            | model must be one of logistic-regression, \
          linear-regression: model=tree (networks need flink-sgd-network and \
          ND4J on the class path)
          logistic-regression:hashed=0    | bits must be in [1, 30]: bits=0, model=logistic-regression:hashed=0
          logistic-regression:dense=0     | features must be >= 1 and < 2^31 - 1: features=0, model=logistic-regression:dense=0
          linear-regression:delta=2       | delta must not be given without loss=huber: delta=2, model=linear-regression:delta=2
          logistic-regression:dense=2,sparse=3 | model must be one of hashed=BITS, \
          dense=FEATURES, sparse=FEATURES: model=logistic-regression:dense=2,sparse=3
          logistic-regression:hashed=31   | bits must be in [1, 30]: bits=31, model=logistic-regression:hashed=31
          logistic-regression:dense=-1    | features must be >= 1 and < 2^31 - 1: features=-1, model=logistic-regression:dense=-1
          logistic-regression:dense=1.5   | model needs a whole number for 'dense': \
          model=logistic-regression:dense=1.5
          logistic-regression:loss=huber  | model logistic-regression does not know [loss], \
          and knows dense, hashed, sparse: \
          model=logistic-regression:loss=huber
          linear-regression:loss=hinge    | loss must be squared or huber: loss=hinge, model=linear-regression:loss=hinge
          linear-regression:loss=huber,delta=0 | delta must be > 0 and finite: delta=0.0, model=linear-regression:loss=huber,delta=0
          """)
  void errorsSayRuleNameAndValue(String text, String message) {
    assertThatThrownBy(() -> Models.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void regressionIsNotLogistic() {
    assertThatThrownBy(() -> LinearRegression.dense(2, new Loss.Logistic()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss must be squared or huber: loss=logistic");
  }
}
