// SPDX-License-Identifier: Apache-2.0
/** Records that are JSON objects: most by a small parser, all others by Jackson. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.json;

import org.apiguardian.api.API;
