// SPDX-License-Identifier: Apache-2.0
/** {@code flink-sgd sql}: scripts of Flink SQL on a broker and a cluster of their own. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.sql;

import org.apiguardian.api.API;
