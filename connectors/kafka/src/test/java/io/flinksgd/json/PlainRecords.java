// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

/** Which records the small parser takes. */
public final class PlainRecords {
  private final PlainJson plain = new PlainJson();

  /** Whether {@code record} is plain and has fields. */
  public boolean hasFields(byte[] record) {
    plain.begin(record);
    int fields = 0;
    while (plain.next()) {
      fields++;
    }
    return plain.wasPlain() && fields > 0;
  }
}
