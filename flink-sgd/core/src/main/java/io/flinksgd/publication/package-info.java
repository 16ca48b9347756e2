// SPDX-License-Identifier: Apache-2.0
/**
 * What is published of a model: pages, and manifests that make them versions, cut at checkpoints.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.publication;

import org.apiguardian.api.API;
