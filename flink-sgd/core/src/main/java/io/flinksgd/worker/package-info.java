/**
 * Workers: examples to batches, batches and views to pushes.
 *
 * <pre>
 *   gathering -> ready -> under way: pull, view arrives, gate, learn, push -> spare
 * </pre>
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.worker;

import org.apiguardian.api.API;
