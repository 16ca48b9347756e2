// SPDX-License-Identifier: Apache-2.0
/** Progressive validation: every example is scored before it is learned from. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.evaluation;

import org.apiguardian.api.API;
