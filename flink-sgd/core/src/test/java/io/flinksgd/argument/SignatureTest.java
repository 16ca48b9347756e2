// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class SignatureTest {
  private static final Argument<Double> SPEED =
      Argument.number("speed", 0.5, Range.POSITIVE, "How fast.");
  private static final Argument<String> SHAPE =
      Argument.choice("shape", List.of("round", "square"), "What it looks like.");
  private static final Argument<Integer> SIDE =
      Argument.whole("side", "Length of a side.").onlyWith(SHAPE, "square");
  private static final Argument<Double> LIMIT =
      Argument.numberOr("off", 9e9, "limit", "The most.").unset("what there is");
  private static final Argument<Boolean> LOUD = Argument.flag("loud", false, "Whether it sounds.");

  private static final Signature BALL =
      Signature.of("ball", "A ball.", SPEED, SHAPE, SIDE, LIMIT, LOUD);

  private static final Catalogue<String> TOYS =
      Catalogue.<String>of("toy")
          .add(BALL, ArgumentValues::inFull)
          .add(Signature.of("kite", "A kite.", Argument.whole("tail", "m.")), ArgumentValues::text);

  @Test
  void usageExample() {
    ArgumentValues values = BALL.read(Arguments.parse("toy", "ball: 2, shape=square,side=3"));
    assertThat(values.get(SPEED)).isEqualTo(2.0);
    assertThat(values.get(SIDE)).isEqualTo(3);
    assertThat(values.get(LOUD)).isFalse();
    assertThat(values.find(LIMIT)).isEmpty();
    assertThat(values.text()).isEqualTo("ball:speed=2,shape=square,side=3");
    assertThat(values.inFull()).isEqualTo("ball:loud=false,shape=square,side=3,speed=2");
  }

  @Test
  void whatCodeSaysIsAsWhatIsTyped() {
    ArgumentValues values = BALL.with(SPEED.to(2.0), LIMIT.to(9e9), LOUD.to(true));
    assertThat(values.text()).isEqualTo("ball:speed=2,limit=off,loud=true");
    assertThat(TOYS.parse(values.text())).isEqualTo(values.inFull());
    assertThat(BALL.with().text()).isEqualTo("ball");
    assertThat(BALL.with(SPEED.toDefault()).text()).isEqualTo("ball:speed=0.5");
    refused(() -> BALL.with(SPEED.to(0.0)), "speed must be > 0 and finite: speed=0.0");
    refused(() -> BALL.with(SIDE.to(1)), "side must not be given to ball");
  }

  @Test
  void errorsSayRuleNameAndValue() {
    toy(
        "ball:sped=1",
        "toy ball does not know [sped] (did you mean speed?), and knows limit, loud,"
            + " shape, speed: toy=ball:sped=1");
    toy("ball:side=1", "side must not be given without shape=square: side=1, toy=ball:side=1");
    toy("ball:shape=square", "side must be given: toy=ball:shape=square");
    toy("ball:shape=flat", "shape must be round or square: shape=flat, toy=ball:shape=flat");
    toy("ball:loud=1", "loud must be false or true: loud=1, toy=ball:loud=1");
    toy("ball:limit=on", "toy needs a number for 'limit': toy=ball:limit=on");
    toy("ball:1e60", "speed must be > 0 and finite: speed=Infinity, toy=ball:1e60");
    toy("ball:1,speed=1", "toy names 'speed' twice: toy=ball:1,speed=1");
    toy("bal", "toy must be one of ball, kite:TAIL (did you mean ball?): toy=bal");
  }

  private static void toy(String text, String message) {
    refused(() -> TOYS.parse(text), message);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void helpSaysDefaultsAndConditions() {
    assertThat(SPEED.defaultText()).isEqualTo("0.5");
    assertThat(SHAPE.defaultText()).isEqualTo("round");
    assertThat(SHAPE.label()).isEqualTo("round|square");
    assertThat(SIDE.isRequired()).isTrue();
    assertThat(SIDE.conditionText()).isEqualTo("shape=square");
    assertThat(LIMIT.defaultText()).isEqualTo("what there is");
    assertThat(LIMIT.label()).isEqualTo("NUMBER|off");
    assertThat(Signature.names(TOYS.signatures())).isEqualTo("ball or kite:TAIL");
  }
}
