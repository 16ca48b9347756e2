// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.testing.Case;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.util.FlinkUserCodeClassLoaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in the jars for clusters, and what must not be because others have it. */
class JarsIT {
  private static final String OURS = "io/flinksgd/";

  /** Its native part has these names in it. */
  private static final String ZSTD = "com/github/luben/zstd/";

  /** No class of Flink, Kafka, Scala, Jackson or slf4j has a name under which others have it. */
  @ParameterizedTest
  @EnumSource
  @Tag("case")
  void everyClassHasANameOfOurOwn(ClusterJar jar) throws IOException {
    Set<String> files = jar.files();
    assertThat(files)
        .contains(
            OURS + "kafka/result/KafkaModel.class",
            OURS + "shaded/kafka/clients/producer/KafkaProducer.class",
            OURS + "shaded/connector/kafka/sink/KafkaSink.class",
            OURS + "shaded/jose4j/jwt/JwtClaims.class");
    List<String> others =
        files.stream()
            .filter(name -> name.endsWith(".class"))
            .filter(name -> !name.startsWith(OURS) && !name.startsWith(ZSTD))
            .toList();
    Case.equal("flink", jar + " jar: classes that others may have in lib/", List.of(), others);
    assertThat(files)
        .filteredOn(name -> !name.startsWith(OURS) && !name.startsWith("META-INF/"))
        .filteredOn(name -> !name.startsWith(ZSTD) && !name.contains("/libzstd-jni-"))
        .containsExactlyInAnyOrder("kafka/kafka-version.properties", "NOTICE");
  }

  @Test
  void eachJarHasWhatItIsFor() throws IOException {
    assertThat(ClusterJar.JOB.files())
        .contains(OURS + "jobs/TrainJob.class", ZSTD + "Zstd.class", "META-INF/licenses/zstd-jni");
    assertThat(ClusterJar.SQL.files()).contains(OURS + "table/TrainingTableFactory.class");
  }

  @ParameterizedTest
  @EnumSource
  void noFileIsInTheDistributionToo(ClusterJar jar) throws IOException {
    Set<String> common = jar.files();
    Set<String> others = new HashSet<>();
    for (Path other : SessionCluster.distribution()) {
      others.addAll(ClusterJar.files(other));
    }
    assertThat(others).contains("org/apache/flink/table/api/TableEnvironment.class");
    common.retainAll(others);
    // notices, and services of which each jar has its own
    assertThat(common).allSatisfy(name -> assertThat(name).startsWith("META-INF/"));
  }

  /** A factory that a service names and the jar has not would break every query of a session. */
  @ParameterizedTest
  @EnumSource
  void servicesAreInTheJar(ClusterJar jar) throws IOException {
    Set<String> files = jar.files();
    List<String> missing = new ArrayList<>();
    try (JarFile opened = new JarFile(jar.path().toFile())) {
      for (String service : files) {
        if (service.startsWith("META-INF/services/")) {
          classes(opened, service)
              .filter(name -> !files.contains(name.replace('.', '/') + ".class"))
              .forEach(missing::add);
        }
      }
    }
    assertThat(missing).isEmpty();
    String factories = "META-INF/services/org.apache.flink.table.factories.Factory";
    assertThat(files.contains(factories)).isEqualTo(jar == ClusterJar.SQL);
  }

  private static Stream<String> classes(JarFile jar, String service) throws IOException {
    return text(jar, service).lines().map(String::strip).filter(line -> line.matches("[a-zA-Z].*"));
  }

  @ParameterizedTest
  @EnumSource
  void nothingNeedsScala(ClusterJar jar) throws IOException {
    List<String> needing = new ArrayList<>();
    try (JarFile opened = new JarFile(jar.path().toFile())) {
      for (String name : jar.files()) {
        if (name.endsWith(".class") && text(opened, name).contains("scala/")) {
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

  @ParameterizedTest
  @EnumSource
  void csvIsReadByLibrariesUnderNamesOfOurOwn(ClusterJar jar) throws Exception {
    try (URLClassLoader alone = jar.alone()) {
      Class<?> cells = alone.loadClass("io.flinksgd.kafka.format.CsvCells");
      Constructor<?> create = cells.getDeclaredConstructor(char.class);
      Method read = cells.getDeclaredMethod("read", byte[].class);
      create.setAccessible(true);
      read.setAccessible(true);
      byte[] row = "1,\"a,b\",".getBytes(StandardCharsets.UTF_8);
      assertThat(read.invoke(create.newInstance(','), row)).hasToString("[1, a,b, null]");
    }
  }

  /** A program with the libraries as they are, on a cluster whose lib/ has its own connector. */
  @Test
  @Tag("case")
  void aConnectorInLibThatWorksWithOtherClientsIsRefusedWhenAJobIsBuilt() throws Exception {
    List<Path> lib = new ArrayList<>(SessionCluster.distribution());
    lib.addAll(SessionCluster.kafkaConnector());
    List<Path> program =
        Arrays.stream(System.getProperty("java.class.path").split(":", -1))
            .map(Path::of)
            .filter(path -> !lib.contains(path))
            .toList();
    try (URLClassLoader cluster = ClusterJar.loader(lib, ClassLoader.getPlatformClassLoader());
        URLClassLoader job =
            FlinkUserCodeClassLoaders.childFirst(
                ClusterJar.loader(program, null).getURLs(),
                cluster,
                CoreOptions.getParentFirstLoaderPatterns(new Configuration()),
                unused -> {},
                false)) {
      Class<?> target = job.loadClass("io.flinksgd.kafka.sink.KafkaTarget");
      Class<?> model = job.loadClass("io.flinksgd.kafka.result.KafkaModel");
      Object topic = target.getMethod("of", String.class, String.class).invoke(null, "h:1", "m");
      Method sink = model.getDeclaredMethod("topicSink", target);
      sink.setAccessible(true);
      assertThatThrownBy(() -> sink.invoke(null, topic))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .satisfies(
              refusal ->
                  Case.holds(
                      "flink",
                      "a program with flink-connector-kafka, flink-sql-connector-kafka in lib/",
                      "refused when it is built, with both places",
                      refusal.getMessage(),
                      refusal
                          .getMessage()
                          .matches(
                              "Flink's Kafka connector must work with the Kafka clients of this"
                                  + " program: connector=.*flink-sql-connector-kafka.*"
                                  + " clients=.*kafka-clients.*")));
    }
  }
}
