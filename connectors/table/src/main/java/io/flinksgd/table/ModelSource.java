// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.scoring.LiveModel;
import io.flinksgd.reader.ModelFit;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.table.TableOptions.FirstVersion;
import java.io.Serializable;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import org.apache.flink.util.TimeUtils;

/**
 * Where a model comes from.
 *
 * @param client properties of the Kafka client; they may hold secrets
 * @param topic where it is published
 * @param start what happens before it is
 * @param maxBytes most memory, or 0 for the default
 * @param columns of the versions that fit
 * @param onIncompatible what becomes of others
 */
record ModelSource(
    Properties client,
    String topic,
    Start start,
    long maxBytes,
    ModelColumns columns,
    ModelFit.OnMisfit onIncompatible)
    implements Serializable {
  /**
   * What happens until there is a version.
   *
   * @param firstVersion whether it is waited for
   * @param timeout how long at most
   */
  record Start(FirstVersion firstVersion, Duration timeout) implements Serializable {}

  /** Opens it, and waits until what is on the topic has been read. */
  LiveModel open() throws InterruptedException, TimeoutException {
    long most = maxBytes > 0 ? maxBytes : ModelReader.defaultMaxBytes();
    ModelFit fit = onIncompatible == ModelFit.OnMisfit.KEEP ? columns : ModelFit.ANY;
    LiveModel live = LiveModel.follow(client, topic, most, fit);
    try {
      live.awaitStart(start.timeout());
      return live;
    } catch (InterruptedException | TimeoutException | RuntimeException e) {
      live.close();
      throw e;
    }
  }

  /** What to throw when there must be a version and there is none. */
  IllegalStateException missing() {
    return new IllegalStateException(
        "model must have been published: model.topic=" + topic + ", first-version=fail");
  }

  /** What to throw when the first version has not come in time. */
  IllegalStateException late(Throwable cause) {
    return new IllegalStateException(
        "model must be published in time: model.topic=%s, first-version.timeout=%s"
            .formatted(topic, TimeUtils.formatWithHighestUnit(start.timeout())),
        cause);
  }

  @Override
  public String toString() {
    return topic;
  }
}
