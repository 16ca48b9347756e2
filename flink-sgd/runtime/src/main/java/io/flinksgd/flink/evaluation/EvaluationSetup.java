// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import io.flinksgd.evaluation.LossMeasure;
import io.flinksgd.spec.Safeguards;
import java.io.Serializable;

/**
 * The settings of the evaluation of a loop.
 *
 * @param loop the loop's name
 * @param intervalMillis how often progress is reported
 * @param measure of the model's loss
 * @param classes of the model; 0 if it predicts a number
 * @param safeguards what may be rejected, and what happens when the model diverges
 * @param checkpointed whether the job takes checkpoints
 */
public record EvaluationSetup(
    String loop,
    long intervalMillis,
    LossMeasure measure,
    int classes,
    Safeguards safeguards,
    boolean checkpointed)
    implements Serializable {}
