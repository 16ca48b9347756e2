// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Documents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;

/** The programs of {@code jobs/examples}, compiled, with every warning an error. */
final class Examples implements AutoCloseable {
  private final URLClassLoader classes;

  private Examples(URLClassLoader classes) {
    this.classes = classes;
  }

  /** Compiles them into {@code folder}. */
  static Examples compile(Path folder) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-Xlint:all,-processing,-path,-classfile", "-Werror", "-proc:none", "-d"));
    arguments.add(folder.toString());
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (Path file : Documents.files(".java")) {
      if (file.startsWith("jobs/examples")) {
        arguments.add(Documents.root().resolve(file).toString());
      }
    }
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, words, words, arguments.toArray(String[]::new));
    assertThat(code).as(words.toString(StandardCharsets.UTF_8)).isZero();
    URL[] path = {folder.toUri().toURL()};
    return new Examples(new URLClassLoader(path, Examples.class.getClassLoader()));
  }

  /** For jobs whose tasks are to find the programs' classes. */
  Configuration classPath() {
    Configuration settings = new Configuration();
    settings.set(
        PipelineOptions.CLASSPATHS, Arrays.stream(classes.getURLs()).map(URL::toString).toList());
    return settings;
  }

  /** Calls a public static method of a program, the first of this name. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the caller knows the program
  <T> T call(String program, String method, Object... arguments) throws Exception {
    Class<?> type = classes.loadClass(program);
    try {
      return (T)
          Arrays.stream(type.getMethods())
              .filter(m -> m.getName().equals(method))
              .findFirst()
              .orElseThrow()
              .invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }
}
