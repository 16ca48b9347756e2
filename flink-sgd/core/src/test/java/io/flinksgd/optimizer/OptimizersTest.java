// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptimizersTest {
  @Test
  void usageExample() {
    Optimizer optimizer = Optimizers.parse("sgd:rate=0.2,decay=power,power=1,scale=100");
    assertThat(optimizer).isInstanceOf(Sgd.class);
    assertThat(optimizer.rate(0)).isEqualTo(0.2f);
    assertThat(optimizer.rate(100)).isEqualTo(0.1f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "sgd:0.1",
        "sgd:rate=0.1,l1=0.01,l2=0.02,update=plain",
        "sgd:rate=0.1,decay=power,power=0.6,scale=50,warm-up=10",
        "adagrad",
        "adagrad:0.3",
        "adagrad:rate=0.3,epsilon=0.5,l1=0.1,decay=exponential,half-life=20,floor=0.1",
        "ftrl",
        "ftrl:0.2",
        "ftrl:alpha=0.2,beta=0.5,l1=0.3,l2=0.4"
      })
  void itsSpecMakesAnOptimizerThatStepsAlike(String text) {
    Optimizer one = Optimizers.parse(text);
    Optimizer two = Optimizers.parse(one.spec());
    assertThat(two.spec()).isEqualTo(one.spec());
    Random random = new Random(5);
    float[] a = new float[one.stride()];
    float[] b = new float[two.stride()];
    for (int step = 0; step < 50; step++) {
      float gradient = (float) random.nextGaussian();
      one.update(a, 0, gradient, one.rate(step));
      two.update(b, 0, gradient, two.rate(step));
    }
    assertThat(a).isEqualTo(b);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sgd           | sgd | sgd:decay=constant,l1=0,l2=0,rate=0.05,scale-free=false,update=invariant,warm-up=0
          sgd:0.1,scale-free=true | sgd:rate=0.1,scale-free=true | sgd:decay=constant,l1=0,l2=0,rate=0.1,scale-free=true,update=invariant,warm-up=0
          adagrad:l1=1e-3,rate=2 | adagrad:rate=2,l1=0.001 | adagrad:decay=constant,epsilon=1.0E-8,l1=0.001,l2=0,rate=2,scale-free=false,update=invariant,warm-up=0
          sgd:decay=power,scale=10 | sgd:decay=power,scale=10 | sgd:decay=power,l1=0,l2=0,power=0.5,rate=0.05,scale=10,scale-free=false,update=invariant,warm-up=0
          momentum      | momentum | momentum:decay=constant,momentum=0.9,rate=0.05,warm-up=0,weight-decay=0
          nesterov:decay=cosine | nesterov:decay=cosine | nesterov:decay=cosine,floor=0,length=1000000,momentum=0.9,rate=0.05,warm-up=0,weight-decay=0
          adam:0.01     | adam:rate=0.01 | adam:beta1=0.9,beta2=0.999,decay=constant,epsilon=1.0E-8,rate=0.01,warm-up=0,weight-decay=0
          ftrl:0.4      | ftrl:alpha=0.4 | ftrl:alpha=0.4,beta=1,l1=0,l2=0,update=invariant
          """)
  void textsSayWhatWasGivenAndInFullWhatItMeans(String text, String spec, String inFull) {
    Optimizer optimizer = Optimizers.parse(text);
    assertThat(optimizer.spec()).isEqualTo(spec);
    assertThat(optimizer.inFull()).isEqualTo(inFull);
    assertThat(Optimizers.parse(inFull).inFull()).isEqualTo(inFull);
  }

  @Test
  void factoriesAreShortFormsOfTexts() {
    assertThat(Sgd.standard().spec()).isEqualTo("sgd:rate=0.05");
    assertThat(Sgd.of(2).spec()).isEqualTo("sgd:rate=2");
    assertThat(Momentum.of(0.05, 0.9).spec()).isEqualTo("momentum:rate=0.05,momentum=0.9");
    assertThat(Adam.of(0.1).spec()).isEqualTo("adam:rate=0.1");
    assertThat(Sgd.of(0.1).spec()).isEqualTo("sgd:rate=0.1");
    assertThat(AdaGrad.of(0.1).spec()).isEqualTo("adagrad:rate=0.1");
    assertThat(FtrlProximal.alpha(0.1).spec()).isEqualTo("ftrl:alpha=0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rmsprop                    | optimizer must be one of sgd, momentum, nesterov, adam, adagrad, ftrl: optimizer=rmsprop
          sgd:update=implicit        | update must be invariant or plain: update=implicit, optimizer=sgd:update=implicit
          adagrad:scale-free=yes     | scale-free must be false or true: scale-free=yes, optimizer=adagrad:scale-free=yes
          ftrl:scale-free=true       | optimizer ftrl does not know [scale-free], and knows alpha, beta, l1, l2, update: optimizer=ftrl:scale-free=true
          sgd:rate=0                 | rate must be > 0 and finite: rate=0.0, optimizer=sgd:rate=0
          sgd:rate=1e60              | rate must be > 0 and finite: rate=Infinity, optimizer=sgd:rate=1e60
          sgd:rate=NaN               | rate must be > 0 and finite: rate=NaN, optimizer=sgd:rate=NaN
          sgd:rate=x                 | optimizer needs a number for 'rate': optimizer=sgd:rate=x
          sgd:l1=-1                  | l1 must be >= 0 and finite: l1=-1.0, optimizer=sgd:l1=-1
          adagrad:epsilon=-1         | epsilon must be >= 0 and finite: epsilon=-1.0, optimizer=adagrad:epsilon=-1
          ftrl:alpha=-2              | alpha must be > 0 and finite: alpha=-2.0, optimizer=ftrl:alpha=-2
          ftrl:beta=NaN              | beta must be >= 0 and finite: beta=NaN, optimizer=ftrl:beta=NaN
          ftrl:alpa=1                | optimizer ftrl does not know [alpa] (did you mean alpha?), and knows alpha, beta, l1, l2, update: optimizer=ftrl:alpa=1
          fttrl:alpha=1              | optimizer must be one of sgd, momentum, nesterov, adam, adagrad, ftrl (did you mean ftrl?): optimizer=fttrl:alpha=1
          ftrl:rate=1                | optimizer ftrl does not know [rate], and knows alpha, beta, l1, l2, update: optimizer=ftrl:rate=1
          sgd:decay=linear           | decay must be constant, power, exponential, step or cosine: decay=linear, optimizer=sgd:decay=linear
          sgd:power=2                | power must not be given without decay=power: power=2, optimizer=sgd:power=2
          sgd:decay=step,floor=0.1   | floor must not be given without decay=exponential or cosine: floor=0.1, optimizer=sgd:decay=step,floor=0.1
          sgd:alhpa=2                | optimizer sgd does not know [alhpa], and knows decay, l1, l2, rate, scale-free, update, warm-up: optimizer=sgd:alhpa=2
          sgd:warm-up=-1             | warm-up must be >= 0 and finite: warm-up=-1.0, optimizer=sgd:warm-up=-1
          sgd:decay=exponential,floor=-1 | floor must be >= 0 and finite: floor=-1.0, optimizer=sgd:decay=exponential,floor=-1
          """)
  void errorsSayRuleNameAndValue(String text, String message) {
    assertThatThrownBy(() -> Optimizers.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void factoriesCheckWhatTheyAreGiven() {
    assertThatThrownBy(() -> Sgd.of(-1)).hasMessage("rate must be > 0 and finite: rate=-1.0");
    assertThatThrownBy(() -> Momentum.of(0.1, 1))
        .hasMessage("momentum must be >= 0 and < 1: momentum=1.0");
  }
}
