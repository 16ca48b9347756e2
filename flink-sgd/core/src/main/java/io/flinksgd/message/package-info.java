// SPDX-License-Identifier: Apache-2.0
/** What workers and servers say to each other, and how it is written. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.message;

import org.apiguardian.api.API;
