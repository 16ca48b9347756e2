/**
 * What travels and what is stored, and how it is written: every persisted byte begins with a
 * version, sizes are checked before anything is allocated, and nothing is serialized by Java or
 * Kryo.
 */
package io.flinksgd.message;
