// SPDX-License-Identifier: Apache-2.0
/** Where a coordinate is kept: in a page, of a shard, of a server; and sets of coordinates. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.layout;

import org.apiguardian.api.API;
