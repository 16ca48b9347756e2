package io.flinksgd.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory is paid for by input: what is read once is not kept. */
@Tag("case")
final class SmallHeapTest {
  private static final String HEAP = "-Xmx32m";

  @Test
  void whatIsReadIsNotKept() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    for (String what :
        List.of(
            "16 MB of names",
            "16 MB of names with escapes",
            "64 MB of names of 40,000 characters",
            "16 MB of categories",
            "16 MB of members of an object",
            "16 MB of reports",
            "600000 pages",
            "65536 parts")) {
      boolean read = said.lines().anyMatch(("read " + what)::equals);
      Case.holds("strangers", what + ", a heap of 32 MB", "read", read ? "read" : said, read);
    }
  }
}
