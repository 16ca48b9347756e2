// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import static io.flinksgd.testing.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ArgumentsTest {
  @Test
  void usageExample() {
    Arguments spec = Arguments.parse("optimizer", "sgd: 0.5, decay=power ").positional("rate");
    assertThat(spec.name()).isEqualTo("sgd");
    assertThat(spec.number("rate", 0.1)).isEqualTo(0.5);
    assertThat(spec.text("decay", "constant")).isEqualTo("power");
    assertThat(spec.whole("scale", 7)).isEqualTo(7);
    spec.done();
  }

  @Test
  void refusesWhatIsNotOfTheForm() {
    refused(
        () -> Arguments.parse("thing", " "), "thing must be NAME or NAME:key=value,...: thing= ");
    refused(
        () -> Arguments.parse("thing", ":1"), "thing must be NAME or NAME:key=value,...: thing=:1");
    refused(() -> Arguments.parse("thing", "a:b=1,b=2"), "thing names 'b' twice: thing=a:b=1,b=2");
  }

  @Test
  void refusesAnArgumentThatIsGivenWithAndWithoutItsName() {
    refused(
        () -> Arguments.parse("thing", "a:1,b=2").positional("b"),
        "thing names 'b' twice: thing=a:1,b=2");
  }

  @Test
  void refusesWhatNobodyRead() {
    Arguments spec = Arguments.parse("thing", "a:c=1,b=2,d=3");
    assertThat(spec.whole("d", 0)).isEqualTo(3);
    refused(spec::done, "thing a does not know [b, c], and knows d: thing=a:c=1,b=2,d=3");
  }

  @Test
  void refusesNumbersThatAreNone() {
    Arguments spec = Arguments.parse("thing", "a:x=y,h=0.5,n=NaN,i=1e10");
    refused(
        () -> spec.number("x", 0), "thing needs a number for 'x': thing=a:x=y,h=0.5,n=NaN,i=1e10");
    refused(
        () -> spec.whole("h", 0),
        "thing needs a whole number for 'h': thing=a:x=y,h=0.5,n=NaN,i=1e10");
    refused(
        () -> spec.whole("n", 0),
        "thing needs a whole number for 'n': thing=a:x=y,h=0.5,n=NaN,i=1e10");
    refused(
        () -> spec.whole("i", 0),
        "thing needs a whole number for 'i': thing=a:x=y,h=0.5,n=NaN,i=1e10");
  }

  @Test
  void aNumberThatIsLeftOutBehindItsNameIsNotTheDefault() {
    Arguments spec = Arguments.parse("optimizer", "sgd:rate=");
    refused(
        () -> spec.number("rate", 0.1), "optimizer needs a number for 'rate': optimizer=sgd:rate=");
    Arguments alone = Arguments.parse("features", "hash:").positional("bits");
    refused(() -> alone.whole("bits", 18), "features needs a number for 'bits': features=hash:");
  }

  @Test
  void unknownNamesTheChoices() {
    assertThat(Arguments.parse("thing", "z:1").unknown("a", "b"))
        .hasMessage("thing must be one of a, b: thing=z:1");
  }
}
