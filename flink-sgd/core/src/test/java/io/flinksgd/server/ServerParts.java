// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;

/**
 * What the parts of a server are tested with: 16 coordinates in one page on the heap, whose weights
 * fall by what is pushed.
 */
final class ServerParts {
  static final Coordinates FIRST_TWO = new Coordinates.Range(0, 2);

  final float[] page = new float[16];
  final TrainingSpec spec;
  final Parameters parameters;
  final ServerState state;

  /** Of a server with {@code workers} that train by {@code policy}. */
  ServerParts(Consistency policy, int workers) {
    spec =
        TrainingSpec.of(LogisticRegression.sparse(15))
            .optimizer(Sgd.of(1.0))
            .consistency(policy)
            .localSteps(false);
    parameters = new Parameters(new Layout(16, 16, 1, 1), 0, spec, new OnePage(page));
    state = ServerState.atStart(spec, parameters, workers);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record OnePage(float[] page) implements Pages {
    @Override
    public float[] read(int number) {
      return page;
    }

    @Override
    public float[] write(int number) {
      return page;
    }
  }

  /** Gradients of the first two coordinates, from ten examples, on the view of {@code version}. */
  static Push push(long id, long version, float... gradient) {
    return push(id, new UsedView(id, version), Double.POSITIVE_INFINITY, gradient);
  }

  /** The same as a sample that was computed on {@code view}. */
  static Push sample(long id, long version, float[] view, float... gradient) {
    return push(id, new UsedView(id, version, view), Double.POSITIVE_INFINITY, gradient);
  }

  /** The same, which may change the weights by {@code normLimit}. */
  static Push limited(long id, double normLimit, float... gradient) {
    return push(id, new UsedView(id, 0), normLimit, gradient);
  }

  private static Push push(long id, UsedView view, double normLimit, float... gradient) {
    return new Push(id, view, 10, 1f, normLimit, new Update(FIRST_TWO, Payload.Plain.of(gradient)));
  }
}
