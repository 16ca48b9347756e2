// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes one operator with one input: what Flink's factories have in common. */
public abstract class OneInputFactory<I, O> extends AbstractStreamOperatorFactory<O>
    implements OneInputStreamOperatorFactory<I, O> {
  private static final long serialVersionUID = 1L;

  private final Class<?> operator;

  /** Makes operators of class {@code operator}, chained to their input where Flink can. */
  protected OneInputFactory(Class<? extends OneInputStreamOperator<?, ?>> operator) {
    this.operator = operator;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  /** Makes the operator of one subtask. */
  protected abstract OneInputStreamOperator<I, O> create(StreamOperatorParameters<O> parameters);

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature
  public final <T extends StreamOperator<O>> T createStreamOperator(
      StreamOperatorParameters<O> parameters) {
    return (T) create(parameters);
  }

  @Override
  @SuppressWarnings("rawtypes") // Flink's signature
  public final Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
    return operator.asSubclass(StreamOperator.class);
  }
}
