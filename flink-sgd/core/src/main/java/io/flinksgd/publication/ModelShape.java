// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import org.apiguardian.api.API;

/**
 * How large a model is. Immutable, of any thread.
 *
 * @param dimension number of its coordinates
 * @param pageSize coordinates in each page but the last, which may have fewer
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ModelShape(int dimension, int pageSize) {}
