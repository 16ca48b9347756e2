// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.worker;

import io.flinksgd.example.Example;
import io.flinksgd.flink.operator.OneInputFactory;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the workers of a training loop. */
public class WorkerOperatorFactory extends OneInputFactory<Example, Message> {
  private static final long serialVersionUID = 1L;

  private final TrainingSpec spec;
  private final Layout layout;
  private final String loop;
  private boolean predicts;

  /** Workers of the loop named {@code loop}. */
  public WorkerOperatorFactory(TrainingSpec spec, Layout layout, String loop) {
    super(WorkerOperator.class);
    this.spec = spec;
    this.layout = layout;
    this.loop = loop;
  }

  /** Has the workers emit predictions; to be called before the job is submitted. */
  public void predict() {
    predicts = true;
  }

  @Override
  protected OneInputStreamOperator<Example, Message> create(
      StreamOperatorParameters<Message> parameters) {
    return new WorkerOperator(parameters, spec, layout, loop, predicts);
  }
}
