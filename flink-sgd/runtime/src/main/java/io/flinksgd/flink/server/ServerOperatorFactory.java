// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import io.flinksgd.flink.operator.OneInputFactory;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the servers of a training loop. */
public final class ServerOperatorFactory extends OneInputFactory<Message, Message> {
  private static final long serialVersionUID = 1L;

  private final String loop;
  private final TrainingSpec spec;
  private final Layout layout;
  private final int workers;
  private boolean publishes;

  /** Servers of {@code workers} workers of the loop named {@code loop}. */
  public ServerOperatorFactory(String loop, TrainingSpec spec, Layout layout, int workers) {
    super(ServerOperator.class);
    this.loop = loop;
    this.spec = spec;
    this.layout = layout;
    this.workers = workers;
  }

  /** Has the servers publish changed pages; to be called before the job is submitted. */
  public void publish() {
    publishes = true;
  }

  @Override
  protected OneInputStreamOperator<Message, Message> create(
      StreamOperatorParameters<Message> parameters) {
    return new ServerOperator(parameters, spec, new KeyRouting(loop, layout, workers, publishes));
  }
}
