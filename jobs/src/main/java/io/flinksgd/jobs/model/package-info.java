// SPDX-License-Identifier: Apache-2.0
/** {@code flink-sgd model}: what is published on a model topic. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.model;

import org.apiguardian.api.API;
