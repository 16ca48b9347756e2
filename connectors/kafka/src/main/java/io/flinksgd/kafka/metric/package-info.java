// SPDX-License-Identifier: Apache-2.0
/** The metrics of this module. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.metric;

import org.apiguardian.api.API;
