// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.client;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.utils.Utils;

/**
 * A config provider that finds what another one does, with the actual names of Kafka's classes: a
 * secret may be a whole {@code sasl.jaas.config}. Kafka makes one where a jar has moved its
 * classes; others are not meant to.
 */
public final class ActualNamesProvider implements ConfigProvider {
  /** The parameter that names the class of the other one. */
  static final String OF = "actual.names.of";

  private ConfigProvider provider;

  /** For Kafka. */
  public ActualNamesProvider() {}

  @Override
  public void configure(Map<String, ?> parameters) {
    String type = String.valueOf(parameters.get(OF));
    try {
      provider = Utils.newInstance(type, ConfigProvider.class);
    } catch (ClassNotFoundException e) {
      throw new ConfigException("config provider must be on the class path: " + type);
    }
    provider.configure(parameters);
  }

  @Override
  public ConfigData get(String path) {
    return actual(provider.get(path));
  }

  @Override
  public ConfigData get(String path, Set<String> keys) {
    return actual(provider.get(path, keys));
  }

  private static ConfigData actual(ConfigData found) {
    Map<String, String> values = new HashMap<>(found.data());
    values.replaceAll((key, value) -> value == null ? null : KafkaClasses.actual(value));
    return new ConfigData(values, found.ttl());
  }

  @Override
  public void close() throws IOException {
    if (provider != null) {
      provider.close();
    }
  }
}
