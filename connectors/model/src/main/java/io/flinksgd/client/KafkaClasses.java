// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What the classes of Kafka's clients are called where this library runs. Jars for clusters have
 * them under names of their own, so that they go with whatever lies in {@code lib/}; users go on
 * writing {@code org.apache.kafka...} in properties.
 */
public final class KafkaClasses {
  /** In pieces, so that it stays what users write when a jar is made. */
  private static final String WRITTEN = String.join(".", "org", "apache", "kafka", "");

  private static final String ACTUAL =
      ProducerConfig.class.getName().replace("clients.producer.ProducerConfig", "");

  private static final Pattern NAME =
      Pattern.compile("(?<![\\w.$])" + Pattern.quote(WRITTEN) + "[\\w.$]*\\w");

  private static final Pattern PROVIDER = Pattern.compile("config\\.providers\\.([^.]+)\\.class");

  private KafkaClasses() {}

  /**
   * The properties with the actual names of Kafka's classes, also in what config providers find;
   * all else stays as it is.
   */
  public static Map<String, String> actual(Map<String, String> properties) {
    Map<String, String> actual = new HashMap<>(properties);
    if (WRITTEN.equals(ACTUAL)) {
      return actual;
    }
    actual.replaceAll((name, value) -> actual(value));
    properties
        .keySet()
        .forEach(
            name -> {
              Matcher provider = PROVIDER.matcher(name);
              if (provider.matches()) {
                String of = "config.providers." + provider.group(1) + ".param.";
                actual.putIfAbsent(of + ActualNamesProvider.OF, actual.get(name));
                actual.put(name, ActualNamesProvider.class.getName());
              }
            });
    return actual;
  }

  /** As {@link #actual(Map)}, of all properties that are texts, defaults among them. */
  public static Map<String, String> texts(Properties properties) {
    Map<String, String> texts = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> texts.put(n, properties.getProperty(n)));
    return actual(texts);
  }

  /** As {@link #actual(Map)}. */
  public static Properties actual(Properties properties) {
    Properties actual = new Properties();
    actual.putAll(texts(properties));
    return actual;
  }

  /** The text with the actual names of Kafka's classes; names of no class stay as they are. */
  public static String actual(String text) {
    return NAME.matcher(text).replaceAll(found -> Matcher.quoteReplacement(actual(found)));
  }

  private static String actual(MatchResult found) {
    String moved = ACTUAL + found.group().substring(WRITTEN.length());
    String file = moved.replace('.', '/') + ".class";
    return KafkaClasses.class.getClassLoader().getResource(file) == null ? found.group() : moved;
  }
}
