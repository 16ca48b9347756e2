// SPDX-License-Identifier: Apache-2.0
/** Results that were written to topics, read again by Flink. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.report;

import org.apiguardian.api.API;
