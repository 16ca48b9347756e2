// SPDX-License-Identifier: Apache-2.0
/** What the classes of Kafka's clients are called where this library runs. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.client;

import org.apiguardian.api.API;
