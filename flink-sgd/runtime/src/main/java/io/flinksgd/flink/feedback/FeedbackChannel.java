// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands records from the tail's thread to the head's. Nothing in it is part of a checkpoint. The
 * queue has no bound of its own: the protocol of the loop bounds it, to one answer for each pull in
 * flight, and checkpoint tokens.
 *
 * <p>Order of calls: {@link #put} by the tail at any time; {@link #consume} once by the head;
 * {@link #close} by the head, after which records are dropped.
 */
public final class FeedbackChannel<T> {
  private final FeedbackKey key;
  private final Queue<T> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile Head<T> head;
  private volatile boolean closed;

  private record Head<T>(FeedbackConsumer<T> consumer, Mailbox mailbox) {}

  /** Runs mails on the head's thread. */
  @FunctionalInterface
  public interface Mailbox {
    /** Runs {@code mail} soon; as {@link Executor#execute}. */
    void execute(Mail mail);
  }

  /** Work for the head's thread. */
  @FunctionalInterface
  public interface Mail {
    /** Does the work. */
    void run() throws Exception;
  }

  FeedbackChannel(FeedbackKey key) {
    this.key = key;
  }

  /** The channel that tail and head of {@code key} share. */
  public static <T> FeedbackChannel<T> of(FeedbackKey key) {
    return FeedbackBroker.channel(key);
  }

  /** Puts a record in; called on the tail's thread. */
  void put(T record) {
    if (!closed) {
      queue.add(record);
      schedule();
    }
  }

  /**
   * From now on records go to {@code consumer} by way of {@code mailbox}; called once, on the
   * head's thread.
   */
  public void consume(FeedbackConsumer<T> consumer, Mailbox mailbox) {
    head = new Head<>(consumer, mailbox);
    if (!queue.isEmpty()) {
      schedule();
    }
  }

  /** One mail for a burst of records. */
  private void schedule() {
    Head<T> to = head;
    if (to != null && scheduled.compareAndSet(false, true)) {
      try {
        to.mailbox().execute(() -> deliver(to.consumer()));
      } catch (RejectedExecutionException e) {
        // the head's mailbox is closed: it has finished and needs no answers
        close();
      }
    }
  }

  private void deliver(FeedbackConsumer<T> consumer) throws Exception {
    scheduled.set(false); // before the queue is read, so that no record is left without a mail
    for (T record = queue.poll(); record != null; record = queue.poll()) {
      if (!closed) {
        consumer.receive(record);
      }
    }
  }

  /** Drops what is in the channel and all that comes; called on either thread. */
  public void close() {
    closed = true;
    queue.clear();
    FeedbackBroker.remove(key, this);
  }
}
