// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.reader.PublishedModel;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What lives on in {@code lib/} when a job has ended. */
class DetachedTest {
  private static final int COLLECTIONS = 200;

  /** Defines {@link Job} itself, as a job's class loader does. */
  private static final class JobLoader extends ClassLoader {
    JobLoader() {
      super(DetachedTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Job.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        ProtectionDomain own = new ProtectionDomain(null, null, this, null);
        return defineClass(name, bytes, 0, bytes.length, own);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A job's code: asks for a model, shows its figures, and waits for a first version. */
  public static final class Job implements Callable<LiveModel> {
    @Override
    public LiveModel call() {
      LiveModel live = LiveModel.follow(Shared.nowhere(), "model", 1 << 20);
      live.report(Shared.group());
      CompletableFuture<PublishedModel> first = live.first(Duration.ofMinutes(5));
      var unused = first.thenAccept(model -> System.out.println(Job.class));
      return live;
    }
  }

  /** What the job and the test share. */
  public static final class Shared {
    private static WeakReference<MetricGroup> newest;

    private Shared() {}

    /** A group of the job's metrics, which must go, too. */
    public static MetricGroup group() {
      MetricGroup group = new UnregisteredMetricsGroup();
      newest = new WeakReference<>(group);
      return group;
    }

    /** A Kafka that does not answer. */
    public static Properties nowhere() {
      Properties client = new Properties();
      client.setProperty("bootstrap.servers", "127.0.0.1:1");
      return client;
    }
  }

  /** As in a TaskManager, where it is not a job that logs first: the log keeps whose thread did. */
  @BeforeAll
  static void openLog() {
    LoggerFactory.getLogger(DetachedTest.class).debug("The log is open");
  }

  @Test
  @Tag("case")
  void aReaderDoesNotHoldTheClassLoaderOfTheJobThatStartedIt() throws Exception {
    Started first = start();
    try (LiveModel another = LiveModel.follow(Shared.nowhere(), "model", 1 << 20)) {
      first.live.close();
      assertThat(another.current()).isEmpty();
      Case.equal(
          "flink",
          "a reader in lib/ that another job uses, its first job has ended: the job's class loader",
          "collected",
          outcome(first.loader));
      Case.equal(
          "flink",
          "the same: the job's metrics, which waited for a loss",
          "collected",
          outcome(Shared.newest));
    }
  }

  @SuppressWarnings("unchecked") // it implements it, under whatever class loader
  private static Callable<LiveModel> newJob() throws ReflectiveOperationException {
    Class<?> type = new JobLoader().loadClass(Job.class.getName());
    return (Callable<LiveModel>) type.getConstructor().newInstance();
  }

  /** What is left of a job whose thread has ended. */
  private record Started(LiveModel live, WeakReference<ClassLoader> loader) {}

  /** Runs a job on a thread of its own, as a task is. */
  private static Started start() throws Exception {
    Callable<LiveModel> job = newJob();
    ClassLoader loader = job.getClass().getClassLoader();
    FutureTask<LiveModel> task = new FutureTask<>(job);
    Thread thread = new Thread(task, "task");
    thread.setContextClassLoader(loader);
    thread.start();
    thread.join();
    return new Started(task.get(), new WeakReference<>(loader));
  }

  private static String outcome(WeakReference<?> reference) {
    for (int i = 0; i < COLLECTIONS && reference.get() != null; i++) {
      System.gc();
    }
    return reference.get() == null ? "collected" : "held";
  }
}
