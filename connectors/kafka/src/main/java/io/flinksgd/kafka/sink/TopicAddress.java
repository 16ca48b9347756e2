// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/**
 * Where a topic is, and how clients reach it.
 *
 * @param bootstrapServers of the cluster
 * @param topic its name
 * @param properties of the clients, as the user gave them; they may hold secrets
 */
record TopicAddress(String bootstrapServers, String topic, Map<String, String> properties)
    implements Serializable {
  TopicAddress {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    Objects.requireNonNull(topic, "topic");
    properties = Map.copyOf(properties);
  }

  /** The properties of a client of the cluster. */
  Properties client() {
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty("bootstrap.servers", bootstrapServers);
    return client;
  }

  /** Whether {@code other} is a topic of this name on a cluster that has a broker in common. */
  boolean isSame(TopicAddress other) {
    Set<String> common = servers();
    common.retainAll(other.servers());
    return topic.equals(other.topic) && !common.isEmpty();
  }

  /** The addresses of brokers. */
  Set<String> servers() {
    return new HashSet<>(Arrays.asList(bootstrapServers.split("\\s*[,;]\\s*")));
  }

  /** Leaves the client properties out: they may hold secrets. */
  @Override
  public String toString() {
    return topic + " at " + bootstrapServers;
  }
}
