// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.evaluation.Progress;
import io.flinksgd.publication.Publication;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.testutils.junit.SharedReference;

/**
 * What a job, or several in turn, have published. Written by their tasks and read by the test,
 * which waits until there is what it needs. Thread-safe.
 */
final class Published {
  private final List<Publication> publications = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();
  private boolean running;

  /** Keeps what comes in {@code stream}, by operators with this uid. */
  static <T> void keep(DataStream<T> stream, SharedReference<Published> into, String uid) {
    stream
        .map(
            (MapFunction<T, Void>)
                each -> {
                  into.get().add(each);
                  return null;
                })
        .returns(Types.VOID)
        .uid(uid)
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("discarded-" + uid);
  }

  private synchronized void add(Object each) {
    if (each instanceof Publication publication) {
      publications.add(publication);
    } else {
      progress.add((Progress) each);
    }
    notifyAll();
  }

  /** A job runs from now on. */
  synchronized void begin() {
    running = true;
  }

  /** The job has ended, well or not: nothing more comes. */
  synchronized void end() {
    running = false;
    notifyAll();
  }

  /**
   * Waits until {@code fact} holds.
   *
   * @throws AssertionError if the job has ended and it does not
   */
  synchronized void await(Predicate<Published> fact) throws InterruptedException {
    while (!fact.test(this)) {
      if (!running) {
        throw new AssertionError("the job has ended, and what was waited for has not come");
      }
      wait();
    }
  }

  synchronized List<Publication> publications() {
    return List.copyOf(publications);
  }

  synchronized List<Progress> allProgress() {
    return List.copyOf(progress);
  }

  /** The newest. */
  synchronized Progress progress() {
    return progress.get(progress.size() - 1);
  }

  List<Publication.Manifest> manifests() {
    return publications().stream()
        .filter(Publication.Manifest.class::isInstance)
        .map(Publication.Manifest.class::cast)
        .toList();
  }

  /** The newest. */
  Publication.Manifest manifest() {
    List<Publication.Manifest> all = manifests();
    return all.get(all.size() - 1);
  }

  /** The newest copy of each page, in order. */
  Collection<Publication.Page> pages() {
    Map<Integer, Publication.Page> newest = new TreeMap<>();
    for (Publication each : publications()) {
      if (each instanceof Publication.Page page) {
        newest.put(page.page(), page);
      }
    }
    return newest.values();
  }

  /** Examples that were learned from, as was reported last. */
  synchronized long examples() {
    return progress.isEmpty() ? 0 : progress().examples();
  }

  /** Examples that the newest published version has learned from. */
  long learned() {
    List<Publication.Manifest> all = manifests();
    return all.isEmpty() ? 0 : all.get(all.size() - 1).learned().examples();
  }
}
