/**
 * Texts of the form {@code name:key=value,...}, by which optimizers, models and policies are told
 * apart in options, manifests and state.
 */
package io.flinksgd.argument;
