// SPDX-License-Identifier: Apache-2.0
/** Self-contained pages of HTML with charts. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.page;

import org.apiguardian.api.API;
