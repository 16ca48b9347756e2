// SPDX-License-Identifier: Apache-2.0
/**
 * Flink SQL.
 *
 * <pre>
 *   INSERT INTO clicks_model SELECT ...              SELECT ... FROM ML_PREDICT(TABLE t, MODEL clicks, ...)
 *        |  rows                                            |  rows             ^ score, version
 *        v                                                  v                   |
 *   RowExamples ---> training ---> model topic ------> LiveModel ---> Scorer ---+
 *        |  FeatureColumns            | manifest: model, features, columns        FeatureColumns
 *        +--- rejected topic          +--- 'connector' = 'flink-sgd-versions'
 * </pre>
 *
 * Trainer and scorer make features of rows by the same {@link io.flinksgd.table.FeatureColumns},
 * which the published manifest names, so that a model cannot be asked with other columns than it
 * was taught with.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.table;

import org.apiguardian.api.API;
