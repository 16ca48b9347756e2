// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

/**
 * A record as it came.
 *
 * @param timestamp milliseconds since the epoch, or negative for none
 * @param key may be null
 * @param value may be null
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawRecord(
    String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {}
