// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Gives a reader what nobody would write: examples of what it reads with mistakes in them, and
 * bytes at random. Whatever it is given, the reader
 *
 * <ul>
 *   <li>takes it, or throws one of the exceptions that it declares, whose message is not much
 *       longer than the input
 *   <li>allocates no more than is proportional to what it is given
 *   <li>comes to an end
 * </ul>
 *
 * <p>An input is made from its own seed alone. The build gives each reader the same inputs every
 * time; {@code jobs/bin/fuzz} gives it others, for minutes and in a small heap, and a failure says
 * the seed with which it begins with the input that failed.
 */
public final class Fuzz {
  /** Gives a reader its input. */
  @FunctionalInterface
  public interface Reader {
    /** Reads {@code input}. */
    void read(byte[] input) throws Exception;
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** From the command: how long, and from which seed. */
  private static final long SECONDS = Long.getLong("fuzz.seconds", 0);

  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final long HANGS = TimeUnit.SECONDS.toNanos(60);
  private static final int LONGEST_MESSAGE = 3000;

  private final int inputs;
  private final Map<String, Target> targets = new LinkedHashMap<>();

  /** A reader and what it is to read. */
  private static final class Target {
    private final Mutations mutations;
    private final Reader reader;
    private final Set<Class<?>> declared;
    private final long base;
    private final long perByte;
    private long taken;
    private long refused;

    Target(Mutations mutations, Reader reader, Set<Class<?>> declared, long base, long perByte) {
      this.mutations = mutations;
      this.reader = reader;
      this.declared = declared;
      this.base = base;
      this.perByte = perByte;
    }
  }

  private Fuzz(int inputs) {
    this.inputs = inputs;
  }

  /** Gives each reader so many inputs in the build. */
  public static Fuzz ofInputs(int inputs) {
    return new Fuzz(inputs);
  }

  /**
   * Adds a reader.
   *
   * @param examples what it reads
   * @param words what means something to it, wherever it stands
   * @param declared what it may throw
   * @param base bytes that it may allocate for any input
   * @param perByte and bytes for each byte of the input
   */
  public Fuzz reader(
      String name,
      List<byte[]> examples,
      List<String> words,
      Set<Class<?>> declared,
      long base,
      long perByte,
      Reader reader) {
    targets.put(name, new Target(new Mutations(examples, words), reader, declared, base, perByte));
    return this;
  }

  /** The bytes of texts. */
  public static List<byte[]> texts(String... texts) {
    List<byte[]> all = new ArrayList<>();
    for (String text : texts) {
      all.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return all;
  }

  /** Runs all; fails with the first input that breaks a rule. */
  public void run() {
    long share = TimeUnit.SECONDS.toNanos(SECONDS) / targets.size();
    targets.forEach((name, target) -> run(name, target, share));
    StringBuilder done = new StringBuilder();
    targets.forEach(
        (name, target) -> {
          done.append(name).append(' ').append(target.taken).append(" taken, ");
          done.append(target.refused).append(" refused; ");
          assertThat(target.taken).as(name + " takes something").isPositive();
          assertThat(target.refused).as(name + " refuses something").isPositive();
        });
    System.out.println("fuzz from seed " + SEED + ": " + done);
  }

  private void run(String name, Target target, long nanos) {
    target.mutations.examples().forEach(each -> prepare(target.reader, each));
    long end = System.nanoTime() + nanos;
    for (long i = 0; i < inputs || (SECONDS > 0 && System.nanoTime() < end); i++) {
      long seed = SEED + i;
      byte[] input = target.mutations.input(seed);
      Watch watch = new Watch(name, seed);
      try {
        read(name, target, seed, input);
      } finally {
        watch.end();
      }
      if (SECONDS > 0 && System.nanoTime() >= end) {
        return;
      }
    }
  }

  /** Loads classes, whose memory no input pays for. */
  private static void prepare(Reader reader, byte[] example) {
    try {
      reader.read(example);
    } catch (Exception e) {
      return; // a reader of something else; what it may throw, the inputs will show
    }
  }

  private static void read(String name, Target target, long seed, byte[] input) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Throwable thrown = null;
    try {
      target.reader.read(input);
      target.taken++;
    } catch (Throwable e) {
      thrown = e;
      target.refused++;
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (thrown != null && !isDeclared(thrown, target.declared)) {
      throw new AssertionError(
          said(name, seed, input) + "must not throw " + thrown.getClass(), thrown);
    }
    String message = thrown == null ? "" : String.valueOf(thrown.getMessage());
    if (message.length() > LONGEST_MESSAGE + 2 * input.length) {
      throw new AssertionError(
          said(name, seed, input) + "must say no more than it needs to: " + message.length());
    }
    long most = target.base + target.perByte * input.length;
    if (allocated > most) {
      throw new AssertionError(
          said(name, seed, input)
              + "must allocate no more than is proportional to its input: allocated="
              + allocated
              + ", at most "
              + most,
          thrown);
    }
  }

  /**
   * By its own class: a {@link NumberFormatException} is a mistake, though it is a kind of others.
   */
  private static boolean isDeclared(Throwable thrown, Set<Class<?>> declared) {
    return declared.contains(thrown.getClass())
        || (declared.contains(IOException.class) && thrown instanceof IOException);
  }

  private static String said(String name, long seed, byte[] input) {
    String bytes = Base64.getEncoder().encodeToString(input);
    return "%s (jobs/bin/fuzz 1 %d; %d bytes, base 64: %s) "
        .formatted(
            name,
            seed,
            input.length,
            bytes.length() > 2000 ? bytes.substring(0, 2000) + "..." : bytes);
  }

  /** Ends the JVM when an input takes for ever: a thread that computes cannot be ended. */
  private static final class Watch {
    private static volatile Watch now;
    private static Thread watcher;

    private final String name;
    private final long seed;
    private final Thread reading = Thread.currentThread();
    private final long since = System.nanoTime();

    Watch(String name, long seed) {
      this.name = name;
      this.seed = seed;
      now = this;
      start();
    }

    void end() {
      now = null;
    }

    private static synchronized void start() {
      if (watcher == null) {
        watcher = new Thread(Watch::watch, "fuzz-watch");
        watcher.setDaemon(true);
        watcher.start();
      }
    }

    private static void watch() {
      while (true) {
        try {
          TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
          return;
        }
        Watch watch = now;
        if (watch != null && System.nanoTime() - watch.since > HANGS) {
          System.err.println(watch.name + " must come to an end: jobs/bin/fuzz 1 " + watch.seed);
          for (StackTraceElement frame : watch.reading.getStackTrace()) {
            System.err.println("    " + frame);
          }
          Runtime.getRuntime().halt(3);
        }
      }
    }
  }
}
