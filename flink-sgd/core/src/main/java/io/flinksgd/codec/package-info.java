// SPDX-License-Identifier: Apache-2.0
/**
 * Codecs: how many floats become few bytes, and back, with a loss.
 *
 * <p>A codec {@code Q} is a contraction with {@code gamma} if {@code E||Q(w) - w||^2 <= gamma
 * ||w||^2}, {@code gamma < 1}. With {@link io.flinksgd.codec.ErrorFeedback} what a message lost is
 * added to the next one, and the view of a worker is then elastically consistent with {@code B =
 * sqrt(gamma) / (1 - sqrt(gamma)) M} (Nadiradze et al., AAAI 2021; Karimireddy et al., "Error
 * Feedback Fixes SignSGD", ICML 2019): from {@code ||r'|| <= sqrt(gamma) (||r|| + alpha M)} for the
 * residual {@code r}. Free of Flink.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.codec;

import org.apiguardian.api.API;
