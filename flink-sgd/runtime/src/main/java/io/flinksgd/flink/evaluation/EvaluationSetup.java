// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import io.flinksgd.evaluation.LossMeasure;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.RejectionLimit;
import java.io.Serializable;

/**
 * What the evaluation of a loop is told.
 *
 * @param loop the loop's name
 * @param intervalMillis how often progress is reported
 * @param measure of the model's loss
 * @param classes of the model; 0 if it predicts a number
 * @param maxRejected what share of the records may be rejected
 * @param onDivergence what happens when the loss is far above that of the base rate
 * @param checkpointed whether the job takes checkpoints
 */
public record EvaluationSetup(
    String loop,
    long intervalMillis,
    LossMeasure measure,
    int classes,
    RejectionLimit maxRejected,
    OnDivergence onDivergence,
    boolean checkpointed)
    implements Serializable {}
