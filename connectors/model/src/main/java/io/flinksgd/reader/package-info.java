// SPDX-License-Identifier: Apache-2.0
/**
 * Models as they stand on a topic, for a service that scores and need not know Flink: {@link
 * io.flinksgd.reader.ModelReader} follows the topic, {@link io.flinksgd.reader.PublishedModel}
 * scores.
 *
 * <pre>
 *   model topic -> TopicFollower -> ModelRecord -> ModelVersions -> PublishedModel
 *                  one thread       bytes          pages, artifacts, manifests
 * </pre>
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.reader;

import org.apiguardian.api.API;
