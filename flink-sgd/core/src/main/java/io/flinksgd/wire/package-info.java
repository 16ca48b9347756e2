// SPDX-License-Identifier: Apache-2.0
/**
 * How values become bytes and values again: formats, what stands in front of what is persisted, and
 * arrays as a whole. Sizes are checked before anything is allocated, and nothing is serialized by
 * Java or Kryo.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.wire;

import org.apiguardian.api.API;
