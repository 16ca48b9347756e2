// SPDX-License-Identifier: Apache-2.0
/** What to train and how: everything that is set before a loop begins. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.spec;

import org.apiguardian.api.API;
