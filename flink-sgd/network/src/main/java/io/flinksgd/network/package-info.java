// SPDX-License-Identifier: Apache-2.0
/**
 * Networks whose layers call ND4J's operations on arrays that are allocated once.
 *
 * <pre>
 *   Network (a Model: what, immutable)          Layer ... Layer, softmax cross-entropy
 *      |  learner(): one for each worker thread
 *   NetworkLearner                              view in, gradient out
 *      |  one Graph for a batch size
 *   Graph: Node -> Node -> ... -> Loss          forward; then backward in the opposite order
 *            \      |      /
 *             Activations, Blocks               Tensors: native memory of one Arena
 * </pre>
 *
 * <p>Coordinates: the trainable blocks in the order of the layers, then the running statistics of
 * batch norms. Convolutions and products are ND4J's; what is limited by memory and not by
 * arithmetic (ReLU, batch norm, sums) is done here, a chunk at a time, because a small native
 * operation costs more in its call than in its work and ND4J's reductions are slow.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.network;

import org.apiguardian.api.API;
