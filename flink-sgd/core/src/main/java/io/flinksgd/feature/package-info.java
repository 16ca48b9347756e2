// SPDX-License-Identifier: Apache-2.0
/**
 * How the fields of a record become an example: labels, event times, and features as coordinates of
 * a model, hashed or one by one. Training and scoring follow the same rules.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.feature;

import org.apiguardian.api.API;
