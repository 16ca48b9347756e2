// SPDX-License-Identifier: Apache-2.0
/**
 * Texts of the form {@code name:key=value,...}, by which optimizers, models, policies and codecs
 * are named in options, manifests and state. Each declares its arguments once:
 *
 * <pre>
 *   Signature (name, help)  1 --- n  Argument (name, type, default, help)
 *      |  read(Arguments): what was typed     |  with(Setting...): what code says
 *      +------------------+------------------+
 *                  ArgumentValues              prints itself; objects are made of it
 * </pre>
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.argument;

import org.apiguardian.api.API;
