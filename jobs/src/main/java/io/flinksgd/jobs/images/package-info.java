// SPDX-License-Identifier: Apache-2.0
/**
 * Image classification from end to end: images as Kafka records, a network trained on them over
 * several epochs, and its accuracy on a held-out topic while it trains.
 *
 * <pre>
 *   files -> ImageFeed -> images  -> training job -> model topic -> HeldOut -> accuracy by epoch
 *         -> images-test -------------------------------------------^
 * </pre>
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.images;

import org.apiguardian.api.API;
