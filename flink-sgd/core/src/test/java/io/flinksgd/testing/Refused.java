// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls that must be refused, in words that are known. */
public final class Refused {
  private Refused() {}

  /** The call is refused in exactly these words. */
  public static void refused(ThrowingCallable call, String words) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(words);
  }

  /** In which words it is refused; what happens else, if it is not. */
  public static String refusal(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    return thrown instanceof IllegalArgumentException ? thrown.getMessage() : "" + thrown;
  }

  /** No class of this name is on the class path. */
  public static void absent(String className) {
    assertThatThrownBy(() -> Class.forName(className)).isInstanceOf(ClassNotFoundException.class);
  }
}
