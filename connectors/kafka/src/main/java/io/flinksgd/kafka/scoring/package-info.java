// SPDX-License-Identifier: Apache-2.0
/** Models in a job of Flink that scores with them and follows their topic. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.scoring;

import org.apiguardian.api.API;
