// SPDX-License-Identifier: Apache-2.0
/** What records are written in, and how they become examples. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.format;

import org.apiguardian.api.API;
