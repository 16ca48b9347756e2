// SPDX-License-Identifier: Apache-2.0
/** The operator that makes a version of the cuts of all servers. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.publication;

import org.apiguardian.api.API;
