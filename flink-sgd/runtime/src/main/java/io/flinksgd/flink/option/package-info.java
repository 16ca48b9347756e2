// SPDX-License-Identifier: Apache-2.0
/**
 * The options of training, each defined once: the command line's {@code --batch 256}, {@code
 * flink-sgd.batch: 256} in Flink's configuration and {@code 'batch' = '256'} in SQL are read by the
 * same definition. Help and tables in the handbook are made from it.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.option;

import org.apiguardian.api.API;
