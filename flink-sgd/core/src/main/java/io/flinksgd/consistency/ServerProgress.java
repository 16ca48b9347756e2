// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * What a server tells a worker about where both stand; all that policies decide by. It comes with
 * every answer, and alone when the watermark moves while a worker waits.
 *
 * <p>Immutable, of any thread.
 *
 * @param lastPush the worker's last push that was applied
 * @param watermark the least version of the views in use
 * @param share what the worker may use of a shared bound
 */
public record ServerProgress(AppliedPush lastPush, long watermark, Share share) {}
