// SPDX-License-Identifier: Apache-2.0
/** A Flink cluster inside this JVM, for the launcher's commands; not part of the job jar. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.local;

import org.apiguardian.api.API;
