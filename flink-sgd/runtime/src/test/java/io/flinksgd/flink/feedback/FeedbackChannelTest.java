// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FeedbackChannelTest {
  private static final FeedbackKey KEY = new FeedbackKey("job", "loop", 3, 0);

  private final FeedbackChannel<String> channel = FeedbackChannel.of(KEY);
  private final List<String> received = new ArrayList<>();
  private final Mails mails = new Mails();

  /** Mails wait until they are run; after {@link #close} none is taken. */
  private static final class Mails implements FeedbackChannel.Mailbox {
    private final Deque<FeedbackChannel.Mail> waiting = new ArrayDeque<>();
    private boolean closed;

    @Override
    public void execute(FeedbackChannel.Mail mail) {
      if (closed) {
        throw new RejectedExecutionException("closed");
      }
      waiting.addLast(mail);
    }

    int run() throws Exception {
      int run = 0;
      for (; !waiting.isEmpty(); run++) {
        waiting.removeFirst().run();
      }
      return run;
    }

    void close() {
      closed = true;
    }
  }

  @AfterEach
  void leaveNoChannelBehind() {
    channel.close();
  }

  @Test
  void usageExample() throws Exception {
    channel.consume(received::add, mails);
    channel.put("a");
    assertThat(received).isEmpty();
    assertThat(mails.run()).isEqualTo(1);
    assertThat(received).containsExactly("a");
    assertThat(mails.run()).isZero();
  }

  @Test
  void recordsThatCameBeforeTheHeadAreDeliveredFirst() throws Exception {
    channel.put("a");
    channel.put("b");
    channel.consume(received::add, mails);
    channel.put("c");
    assertThat(mails.run()).isEqualTo(1);
    assertThat(received).containsExactly("a", "b", "c");
  }

  @Test
  void anEmptyChannelSendsNoMail() throws Exception {
    channel.consume(received::add, mails);
    assertThat(mails.run()).isZero();
  }

  @Test
  void aBurstMakesOneMailAndTheNextBurstAnother() throws Exception {
    channel.consume(received::add, mails);
    for (int i = 0; i < 100; i++) {
      channel.put("a" + i);
    }
    assertThat(mails.run()).isEqualTo(1);
    assertThat(received).hasSize(100).startsWith("a0", "a1").endsWith("a99");
    channel.put("b");
    channel.put("c");
    assertThat(mails.run()).isEqualTo(1);
    assertThat(received).hasSize(102).endsWith("b", "c");
  }

  @Test
  void aRecordThatComesWhileOneIsReceivedIsNotLeftBehind() throws Exception {
    channel.consume(
        record -> {
          received.add(record);
          if (received.size() < 4) {
            channel.put(record + "'");
          }
        },
        mails);
    channel.put("a");
    mails.run();
    assertThat(received).containsExactly("a", "a'", "a''", "a'''");
  }

  @Test
  void aClosedChannelDropsWhatItHoldsAndWhatComes() throws Exception {
    channel.consume(received::add, mails);
    channel.put("a");
    channel.close();
    channel.put("b");
    mails.run();
    assertThat(received).isEmpty();
    assertThat(mails.run()).isZero();
  }

  @Test
  void closingWhileReceivingDropsTheRest() throws Exception {
    channel.consume(
        record -> {
          received.add(record);
          channel.close();
        },
        mails);
    channel.put("a");
    channel.put("b");
    mails.run();
    assertThat(received).containsExactly("a");
  }

  @Test
  void aMailboxThatRejectsClosesTheChannel() throws Exception {
    channel.consume(received::add, mails);
    mails.close();
    channel.put("a");
    channel.put("b");
    assertThat(mails.run()).isZero();
    assertThat(received).isEmpty();
    FeedbackChannel<String> fresh = FeedbackChannel.of(KEY);
    assertThat(fresh).isNotSameAs(channel);
    fresh.close();
  }

  @Test
  void bothEndsFindTheSameChannelUntilItIsClosed() {
    assertThat(FeedbackChannel.<String>of(KEY)).isSameAs(channel);
    FeedbackKey retry = new FeedbackKey("job", "loop", 3, 1);
    FeedbackChannel<String> next = FeedbackChannel.of(retry);
    assertThat(next).isNotSameAs(channel);
    channel.close();
    FeedbackChannel<String> fresh = FeedbackChannel.of(KEY);
    assertThat(fresh).isNotSameAs(channel);
    assertThat(FeedbackChannel.<String>of(retry)).isSameAs(next);
    next.close();
    fresh.close();
  }

  @Test
  void closingLateDoesNotTakeAwayTheChannelOfALaterLife() {
    channel.close();
    FeedbackChannel<String> later = FeedbackChannel.of(KEY);
    channel.close();
    assertThat(FeedbackChannel.<String>of(KEY)).isSameAs(later);
    later.close();
  }
}
