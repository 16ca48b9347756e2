// SPDX-License-Identifier: Apache-2.0
/** Mini-batches in columns, and what turns one and a view into a push. Free of Flink. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.gradient;

import org.apiguardian.api.API;
