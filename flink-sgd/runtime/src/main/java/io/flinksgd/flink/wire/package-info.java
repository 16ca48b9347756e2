// SPDX-License-Identifier: Apache-2.0
/**
 * How Flink reads and writes what has a format of its own: no reflection, no Java serialization, no
 * Kryo.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.wire;

import org.apiguardian.api.API;
