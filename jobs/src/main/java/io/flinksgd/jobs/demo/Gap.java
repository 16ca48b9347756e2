// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

/**
 * How far sampled views were from the model that their pushes changed, {@code ||x - v||}.
 *
 * @param window root mean square since the point before, NaN when nothing was measured
 * @param max largest so far
 * @param bound what the policy allows, NaN when it sets no bound
 * @param bHat the constant of elastic consistency reached so far
 * @param samples measured so far
 * @param exceeded of these, above the bound
 */
record Gap(double window, double max, double bound, double bHat, long samples, long exceeded) {
  /** Before anything was measured. */
  static final Gap NONE = new Gap(Double.NaN, 0, Double.NaN, Double.NaN, 0, 0);
}
