// SPDX-License-Identifier: Apache-2.0
/** Examples out of topics and streams, and what trains on them. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.example;

import org.apiguardian.api.API;
