/**
 * What is published of a model: pages, and manifests that make them versions, cut at checkpoints.
 */
package io.flinksgd.publication;
