// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** A jar for clusters. */
public enum ClusterJar {
  /** For {@code flink run}. */
  JOB("target/flink-sgd-jobs.jar"),
  /** For {@code lib/} or {@code ADD JAR}. */
  SQL("../connectors/table/target/flink-sgd-sql.jar");

  private final Path path;

  ClusterJar(String path) {
    this.path = Path.of(path);
  }

  /** Where it is built. */
  public Path path() {
    return path;
  }

  Set<String> files() throws IOException {
    return files(path);
  }

  static Set<String> files(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .filter(entry -> !entry.isDirectory())
          .map(JarEntry::getName)
          .collect(Collectors.toSet());
    }
  }

  /** It and nothing beside it but Flink's distribution. */
  URLClassLoader alone() throws MalformedURLException {
    ClassLoader flink = loader(SessionCluster.distribution(), ClassLoader.getPlatformClassLoader());
    return loader(List.of(path), flink);
  }

  static URLClassLoader loader(Collection<Path> jars, ClassLoader parent)
      throws MalformedURLException {
    URL[] urls = new URL[jars.size()];
    int count = 0;
    for (Path jar : jars) {
      urls[count++] = jar.toUri().toURL();
    }
    return new URLClassLoader(urls, parent);
  }
}
