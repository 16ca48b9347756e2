// SPDX-License-Identifier: Apache-2.0
/** What to train and how: everything that a loop is told before it begins. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.spec;

import org.apiguardian.api.API;
