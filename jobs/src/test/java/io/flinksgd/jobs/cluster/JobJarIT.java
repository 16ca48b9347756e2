package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the job's jar needs of itself, where nothing else is on the class path. */
class JobJarIT {
  private static final Path JAR = Path.of("target/flink-sgd-jobs.jar");

  @Test
  void csvIsReadByLibrariesUnderNamesOfOurOwn() throws Exception {
    URL[] jar = {JAR.toUri().toURL()};
    try (URLClassLoader alone = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      Class<?> cells = alone.loadClass("io.flinksgd.kafka.CsvCells");
      Constructor<?> create = cells.getDeclaredConstructor(char.class);
      Method read = cells.getDeclaredMethod("read", byte[].class);
      create.setAccessible(true);
      read.setAccessible(true);
      byte[] row = "1,\"a,b\",".getBytes(StandardCharsets.UTF_8);
      assertThat(read.invoke(create.newInstance(','), row)).hasToString("[1, a,b, null]");
      assertThat(alone.getResource("com/fasterxml/jackson")).isNull();
    }
  }
}
