// SPDX-License-Identifier: Apache-2.0
/**
 * A loop in a dataflow that has none: the tail hands records to the head in the same JVM. Knows
 * nothing of training.
 *
 * <pre>{@code
 *   head i ---> ... ---> tail i
 *     ^                    |
 *     +--- channel i <-----+      co-located: the same slot, so the same JVM
 * }</pre>
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.feedback;

import org.apiguardian.api.API;
