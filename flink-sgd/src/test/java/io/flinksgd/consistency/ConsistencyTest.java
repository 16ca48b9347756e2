package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConsistencyTest {
  @Test
  void usageExample() {
    Consistency policy = Consistency.parse("bounded-delay:4");
    assertThat(policy).isEqualTo(Consistency.boundedDelay(4));
    assertThat(policy.rounds()).isFalse();
    assertThat(policy.stalenessBound(3, 1)).isEqualTo(8);
  }

  @Test
  void itsSpecMakesAnEqualPolicy() {
    for (Consistency policy :
        List.of(
            Consistency.synchronous(), Consistency.asynchronous(), Consistency.boundedDelay(7))) {
      assertThat(Consistency.parse(policy.spec())).isEqualTo(policy);
    }
    assertThat(Consistency.parse("bounded-delay")).isEqualTo(Consistency.boundedDelay(4));
    assertThat(Consistency.parse("bounded-delay:tau=2")).isEqualTo(Consistency.boundedDelay(2));
  }

  @Test
  void onlySynchronousHasRounds() {
    assertThat(Consistency.synchronous().rounds()).isTrue();
    assertThat(Consistency.asynchronous().rounds()).isFalse();
    assertThat(Consistency.boundedDelay(1).rounds()).isFalse();
  }

  @Test
  void boundsOnStaleness() {
    assertThat(Consistency.synchronous().stalenessBound(9, 1)).isZero();
    assertThat(Consistency.asynchronous().stalenessBound(1, 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(Consistency.boundedDelay(3).stalenessBound(1, 1)).isZero();
    assertThat(Consistency.boundedDelay(3).stalenessBound(5, 1)).isEqualTo(12);
    assertThat(Consistency.boundedDelay(3).stalenessBound(5, 2)).isEqualTo(13);
    assertThat(Consistency.boundedDelay(1).stalenessBound(5, 4)).isEqualTo(5);
    assertThat(Consistency.boundedDelay(Integer.MAX_VALUE).stalenessBound(3, 1))
        .isEqualTo(2L * Integer.MAX_VALUE);
  }

  @Test
  void onlyBoundedDelayClosesItsGate() {
    for (Consistency policy : List.of(Consistency.synchronous(), Consistency.asynchronous())) {
      Gate gate = policy.gate(2);
      gate.pushed(100);
      gate.applied(0, 1, 1);
      gate.watermark(0, 1);
      assertThat(gate.permits()).isTrue();
    }
    Gate gate = Consistency.boundedDelay(1).gate(2);
    assertThat(gate.permits()).isTrue();
    gate.pushed(1);
    assertThat(gate.permits()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          eventual          | consistency must be one of synchronous, asynchronous, \
          bounded-delay:TAU: consistency=eventual
          bounded-delay:0   | tau must be >= 1 (use synchronous for none): tau=0
          bounded-delay:1.5 | consistency needs a whole number for 'tau': \
          consistency=bounded-delay:1.5
          asynchronous:3    | consistency asynchronous does not know [tau]: \
          consistency=asynchronous:3
          """)
  void errorsSayRuleNameAndValue(String text, String message) {
    assertThatThrownBy(() -> Consistency.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
