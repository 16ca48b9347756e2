// SPDX-License-Identifier: Apache-2.0
/**
 * Texts of the form {@code name:key=value,...}, by which optimizers, models and policies are told
 * apart in options, manifests and state.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.argument;

import org.apiguardian.api.API;
