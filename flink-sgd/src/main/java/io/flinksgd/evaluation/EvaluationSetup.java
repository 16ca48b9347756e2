package io.flinksgd.evaluation;

import java.io.Serializable;

/**
 * What the evaluation of a loop is told.
 *
 * @param loop the loop's name
 * @param intervalMillis how often progress is reported
 * @param maxRejected what share of the records may be rejected
 */
public record EvaluationSetup(String loop, long intervalMillis, RejectionLimit maxRejected)
    implements Serializable {}
