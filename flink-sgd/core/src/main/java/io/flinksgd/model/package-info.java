// SPDX-License-Identifier: Apache-2.0
/** What is learned: models, their losses and steps. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.model;

import org.apiguardian.api.API;
