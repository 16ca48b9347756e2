// SPDX-License-Identifier: Apache-2.0
/**
 * What workers and servers say to each other, and how it is written. Without failures and
 * checkpoints:
 *
 * <pre>
 *   worker                          server
 *     | ---- Step(push, pull) -------&gt; |   learned from a batch; needs the next view
 *     | &lt;--- Reply(view, progress) --- |   at once, or when the round is closed
 *     |                                |
 *     | ---- Wait -------------------&gt; |   its share of the bound is used up
 *     | &lt;--- Advance(progress) ------- |   whenever the watermark moves
 *     |                                |
 *     | ---- Leave, Join ------------&gt; |   no more examples; examples again
 *     | &lt;--- Admit ------------------- |   there is room for its share
 *     | ---- ConfirmShare -----------&gt; |   it keeps to a smaller share
 *     |                                |
 *     | ---- Ask --------------------&gt; |   no step for a while
 *     | &lt;--- Standing ---------------- |   who waits for whom
 * </pre>
 *
 * <p>{@code CheckpointToken}, {@code Resume} and {@code Hello} are forwarded by the servers to
 * workers; {@code Verdict} comes from the evaluation.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.message;

import org.apiguardian.api.API;
