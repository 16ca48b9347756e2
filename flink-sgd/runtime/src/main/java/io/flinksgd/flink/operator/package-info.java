// SPDX-License-Identifier: Apache-2.0
/** What the operators of this library have in common. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.operator;

import org.apiguardian.api.API;
