// SPDX-License-Identifier: Apache-2.0
/** The results of training as topics: models, predictions, progress, rejected examples. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.result;

import org.apiguardian.api.API;
