// SPDX-License-Identifier: Apache-2.0
/** What is learned from: examples, where they came from, and those that are refused. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.example;

import org.apiguardian.api.API;
