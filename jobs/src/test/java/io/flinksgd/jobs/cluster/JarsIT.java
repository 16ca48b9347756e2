package io.flinksgd.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.jobs.cluster.SessionCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the jar for lib/, and what must not be because a distribution has it. */
class SqlJarIT {
  private static final Path JAR = Path.of("../connectors/table/target/flink-sgd-sql.jar");
  private static final String OURS = "io/flinksgd/";

  private static Set<String> files(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .filter(entry -> !entry.isDirectory())
          .map(JarEntry::getName)
          .collect(Collectors.toSet());
    }
  }

  /** No class of Flink, Kafka, Scala, Jackson or slf4j has a name under which others have it. */
  @Test
  void everyClassHasANameOfOurOwn() throws IOException {
    Set<String> files = files(JAR);
    assertThat(files)
        .contains(
            OURS + "table/TrainingTableFactory.class",
            OURS + "shaded/kafka/clients/producer/KafkaProducer.class",
            OURS + "shaded/connector/kafka/sink/KafkaSink.class");
    assertThat(files.stream().filter(name -> name.endsWith(".class")))
        .allSatisfy(name -> assertThat(name).startsWith(OURS));
    assertThat(files)
        .filteredOn(name -> !name.startsWith(OURS) && !name.startsWith("META-INF/"))
        .containsExactly("kafka/kafka-version.properties");
  }

  @Test
  void noFileIsInTheDistributionToo() throws IOException {
    Set<String> common = files(JAR);
    Set<String> others = new HashSet<>();
    for (Path jar : SessionCluster.distribution()) {
      others.addAll(files(jar));
    }
    assertThat(others).contains("org/apache/flink/table/api/TableEnvironment.class");
    common.retainAll(others);
    // notices, and services of which each jar has its own
    assertThat(common).allSatisfy(name -> assertThat(name).startsWith("META-INF/"));
  }

  /** A factory that a service names and the jar has not would break every query of a session. */
  @Test
  void servicesAreInTheJar() throws IOException {
    Set<String> files = files(JAR);
    List<String> missing = new ArrayList<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String service : files) {
        if (service.startsWith("META-INF/services/")) {
          classes(jar, service)
              .filter(name -> !files.contains(name.replace('.', '/') + ".class"))
              .forEach(missing::add);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(files).contains("META-INF/services/org.apache.flink.table.factories.Factory");
  }

  private static Stream<String> classes(JarFile jar, String service) throws IOException {
    return text(jar, service).lines().map(String::strip).filter(line -> line.matches("[a-zA-Z].*"));
  }

  @Test
  void nothingNeedsScala() throws IOException {
    List<String> needing = new ArrayList<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String name : files(JAR)) {
        if (name.endsWith(".class") && text(jar, name).contains("scala/")) {
          needing.add(name);
        }
      }
    }
    assertThat(needing).isEmpty();
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
