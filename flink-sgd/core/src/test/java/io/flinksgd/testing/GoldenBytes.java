// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import io.flinksgd.wire.FormatId;

/**
 * Bytes as they stand in savepoints and topics, of the newest version of every format that is
 * persisted. They never change: a new layout gets a new version, and bytes of its own here.
 */
public final class GoldenBytes {
  private static final String SCORES =
      "04"
          + "0000000000000002"
          + "4008000000000000"
          + "3feb9e1319cf495b"
          + "4008000000000000"
          + "3ff0000000000000"
          + "3ff4000000000000"
          + "3fc8000000000000"
          + "3fe8000000000000"
          + "00".repeat(24) // no numbers, no classes
          + ("00000002" + "000004044000000000000000" + "000004073ff0000000000000")
          + ("00000000" + "00000000");

  private static final String REJECTIONS =
      "0001"
          + ("0003" + "0000000000000001") // bad labels
          + "01"
          + ("00000017" + "4241445f4c4142454c20617420742d3140323a20626164"); // the first

  private GoldenBytes() {}

  /** In hexadecimal digits; one value of each format, which the test of the format describes. */
  public static String of(FormatId format) {
    return switch (format) {
      case BATCH ->
          "4653474201"
              + ("00000001" + "28000000") // coordinates
              + ("00000001" + "00000000" + "00000040") // entries: positions, values
              + ("00000002" + "0000000001000000") // rows
              + "0000803f" // label
              + "0000803f" // weight
              + "0000000000000006" // time
              + ("00000001" + "6b") // key
              + ("00000000" + "ffffffff" + "ffffffffffffffff"); // origin
      case PUBLICATION ->
          "4653474404"
              + "00" // page
              + "0000000000000007" // lineage
              + "fffffffffffffffe" // attempt
              + "0000000000000003" // cut
              + "00000002" // page
              + "00000020" // first
              + ("00000002" + "0000803f000000bf"); // weights
      case REJECTION_WATCH ->
          "4653474a01"
              + "0000000000000258" // records
              + REJECTIONS
              + "01" // above
              + "00"; // said all
      case LEASE ->
          "4653474c02"
              + "0000000000000001" // number
              + ("00016c" + "00016a" + "000170") // holder
              + "01" // alive
              + "0000000000004e20" // milliseconds
              + "000177"; // writer
      case LEDGER ->
          "4653474d01"
              + "0000000000000009" // lineage
              + "0000000000000004" // versions
              + ("00000003" + "0000000000000005") // pages
              + "0000000000000064" // examples
              + "01" // changed
              + "01" // complete
              + "00000002" // fields
              + ("00000002" + "6164" + "02")
              + ("00000005" + "7072696365" + "03");
      case OPEN_ROUND ->
          "4653474f01"
              + "00000007" // worker
              + "0000000000000005" // push
              + "0000000000000004" // pull
              + "0000000000000003" // version of the view
              + "00000002" // examples
              + "3f000000" // weight
              + ("01" + "00000003" + "280000000300000032000000") // coordinates
              + ("00000006" + "00008040000090409a99993e3333b33e0000a0400000b040");
      case PAGE ->
          "4653475001"
              + "000000000000004d" // fingerprint
              + "00" // unpublished
              + ("00000002" + "0000803f000000c0"); // block
      case RESIDUAL -> "4653475201" + ("00000002" + "0000803f000000c0");
      case SERVER ->
          "4653475301"
              + "fffffffffffffff9" // lineage
              + "0000000000000064" // examples
              + ("00000040" + "00000010" + "00000002") // dimension, page size, stride
              + "00000002" // settings
              + ("00000005" + "6d6f64656c" + "00000006" + "6c696e656172")
              + ("00000009" + "6f7074696d697a6572" + "00000003" + "736764");
      case WRITER -> "4653475401" + "00016c" + "ffffffff"; // lineage, no transactions
      case DIVERGENCE_WATCH -> "4653475601" + SCORES + "01" + "00"; // settled, diverged
      case REPORT ->
          "4653475701"
              + SCORES
              + "0000000000000001" // records
              + REJECTIONS
              + "0000000000000001" // steps
              + ("0000000000000005" + "0000000000000005" + "0000000000000001") // staleness
              + ("0002" + "0000000000000000" + "0000000000000040") // workers
              + "02" // gaps
              + ("0000000000000001" + "0000000000000001" + "0000000000000001") // samples
              + ("4002000000000000" + "4022000000000000" + "3ff8000000000000") // sums
              + ("3ff0000000000000" + "3ff8000000000000")
              + ("01" + "41" + "0000000000000001") // by size
              + ("0000000000000001" + "000000000000000c" + "0000000000000022") // traffic
              + ("0000000000000001" + "3fe0000000000000")
              + ("3fe0000000000000" + "3fe8000000000000");
    };
  }
}
