// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

/**
 * How large a model is.
 *
 * @param dimension number of its coordinates
 * @param pageSize coordinates in each page but the last
 */
public record ModelShape(int dimension, int pageSize) {}
