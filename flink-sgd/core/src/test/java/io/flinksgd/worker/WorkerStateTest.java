// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.LogisticRegression;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerStateTest {
  @Test
  void aCopyDoesNotChangeWithTheWorker() {
    MiniBatch batch = new MiniBatch(2, Numbering.of(17));
    LogisticRegression.sparse(16)
        .append(Example.of(1f, Features.Sparse.ofOnes(new int[] {3})), batch);
    float[] residual = {1f, 2f};
    WorkerState copy = new WorkerState(List.of(batch), List.of(residual)).copy();
    batch.clear();
    residual[0] = 9;
    assertThat(copy.backlog().get(0).size()).isEqualTo(1);
    assertThat(copy.residuals().get(0)).containsExactly(1f, 2f);
  }
}
