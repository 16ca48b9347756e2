// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.testing;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One cluster for tests that run many jobs; it ends with the JVM. */
public final class SharedCluster {
  /** Started when the first job asks for it, and not by those who start a cluster of their own. */
  private static final class Shared {
    static final MiniCluster CLUSTER = start();

    private static MiniCluster start() {
      Configuration config = new Configuration();
      config.setString("taskmanager.memory.managed.size", "256m");
      config.setString("taskmanager.memory.network.min", "64m");
      config.setString("taskmanager.memory.network.max", "64m");
      return SharedCluster.start(config, 4);
    }
  }

  private SharedCluster() {}

  /**
   * Starts another cluster, for whoever needs settings of his own. It listens on loopback alone:
   * other tests of the same JVM look at what listens.
   */
  public static MiniCluster start(Configuration settings, int slots) {
    Configuration config = new Configuration(settings);
    config.setString("rest.address", "localhost");
    config.setString("rest.bind-port", "0");
    config.setString("jobmanager.bind-host", "localhost");
    config.setString("taskmanager.bind-host", "localhost");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumSlotsPerTaskManager(slots)
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return cluster;
  }

  /** An environment for a job on the cluster. */
  public static StreamExecutionEnvironment environment(int parallelism, Configuration settings) {
    Configuration all = new Configuration(settings);
    all.setString("execution.target", "remote");
    all.setString("rest.address", "localhost");
    try {
      all.setString("rest.port", String.valueOf(Shared.CLUSTER.getRestAddress().get().getPort()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(all);
    env.setParallelism(parallelism);
    return env;
  }
}
