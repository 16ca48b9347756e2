package io.flinksgd.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Properties of Kafka's clients from a file, where no list of processes shows them. */
public final class ClientProperties {
  private ClientProperties() {}

  /**
   * Reads a file as {@link Properties#load(Reader)} does, in UTF-8.
   *
   * @param file null for no file, which has none
   * @throws IllegalArgumentException if it cannot be read; no value is said
   */
  public static Map<String, String> load(String file) {
    Properties read = new Properties();
    if (file != null) {
      try (Reader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
        read.load(in);
      } catch (IOException | IllegalArgumentException e) {
        String reason =
            e instanceof InvalidPathException ? "no path" : e.getClass().getSimpleName();
        throw new IllegalArgumentException(
            "properties-file must be a readable file of properties in UTF-8: properties-file=%s (%s)"
                .formatted(file, reason),
            e instanceof IOException ? e : null);
      }
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return properties;
  }
}
