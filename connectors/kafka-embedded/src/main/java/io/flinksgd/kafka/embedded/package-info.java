// SPDX-License-Identifier: Apache-2.0
/**
 * A real Kafka broker for demos and tests, in a JVM of its own.
 *
 * <pre>{@code
 *   EmbeddedBroker  --- stdin: held open, its end ends the child --->  BrokerProcess
 *    (any JVM)      <-- stdout: one line when the broker is ready ---   (child JVM, KRaft broker and controller)
 * }</pre>
 *
 * Kafka's server needs another Scala than Flink's planner, and its memory must not be counted as
 * the trainer's: hence the child.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.embedded;

import org.apiguardian.api.API;
