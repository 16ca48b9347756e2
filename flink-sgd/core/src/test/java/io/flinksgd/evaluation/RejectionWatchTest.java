// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RejectionWatchTest {
  private final WorkerReport total = new WorkerReport();
  private RejectionWatch watch = new RejectionWatch(RejectionLimit.DEFAULT);

  @Test
  void usageExample() {
    come(2000, 150);
    assertThat(watch.look(total)).isEmpty();
    come(1000, 101);
    assertThat(watch.look(total))
        .hasValue(
            "at most 0.1 of the records must be rejected, but of 1,000 records 10.1 % were:"
                + " UNPARSABLE 101. The first: UNPARSABLE at t-0@7: no JSON; UNPARSABLE at t-0@7:"
                + " no JSON; UNPARSABLE at t-0@7: no JSON");
    assertThat(watch.above()).isTrue();
  }

  @Test
  void aWindowIsAThousandRecordsHoweverOftenOneLooks() {
    for (int i = 0; i < 10; i++) {
      come(100, i == 9 ? 20 : 9);
      Optional<String> words = watch.look(total);
      assertThat(words.isPresent()).as("part " + i).isEqualTo(i == 9);
    }
  }

  @Test
  void isSaidOnceUntilTheShareWasBack() {
    come(1000, 500);
    assertThat(watch.look(total)).isPresent();
    come(1000, 400);
    assertThat(watch.look(total)).isEmpty();
    assertThat(watch.above()).isTrue();
    come(999, 0);
    assertThat(watch.look(total)).isEmpty();
    assertThat(watch.above()).isTrue();
    come(1, 0);
    assertThat(watch.look(total)).isEmpty();
    assertThat(watch.above()).isFalse();
    come(1000, 101);
    assertThat(watch.look(total)).isPresent();
  }

  @Test
  void fewRecordsAreEnoughWhenItCannotBeChance() {
    come(200, 0);
    watch.look(total);
    come(100, 60);
    assertThat(watch.look(total)).hasValueSatisfying(w -> assertThat(w).contains("of 300 records"));
  }

  @Test
  void fewRecordsAreNotEnoughWhenItMayBeChance() {
    come(9, 8);
    assertThat(watch.look(total)).isEmpty();
    come(11, 0);
    assertThat(watch.look(total)).isEmpty();
    come(80, 12);
    assertThat(watch.look(total)).isEmpty();
  }

  @Test
  @Tag("case")
  void thatEveryRecordWasRejectedIsSaidHoweverFewTheyAre() {
    come(1, 1);
    String words = watch.look(total).orElse("nothing");
    Case.holds(
        "figures",
        "1 record, unparsable",
        "said, with reason and detail",
        words,
        words.contains("of 1 records every one was: UNPARSABLE 1.")
            && words.contains("UNPARSABLE at t-0@7: no JSON"));
    come(5000, 5000);
    assertThat(watch.look(total)).as("once").isEmpty();
    assertThat(watch.above()).isTrue();
  }

  @Test
  void failsOnlyAboveTheLimitAlsoIfEveryRecordWasRejected() {
    watch = new RejectionWatch(RejectionLimit.parse("0.1"));
    come(2, 2);
    assertThat(watch.look(total)).isPresent();
    assertThat(watch.above()).isFalse();
    come(98, 98);
    assertThat(watch.look(total)).hasValueSatisfying(w -> assertThat(w).contains("of 100 records"));
    assertThat(watch.above()).isTrue();
  }

  @Test
  void atTheEndAllRecordsCountHoweverFew() {
    come(50, 6);
    assertThat(watch.end(total))
        .hasValueSatisfying(w -> assertThat(w).contains("of 50 records 12.0 % were"));
    assertThat(watch.above()).isTrue();
  }

  @Test
  void aLimitThatIsKeptIsSilent() {
    come(50, 5);
    assertThat(watch.end(total)).isEmpty();
    assertThat(new RejectionWatch(RejectionLimit.DEFAULT).end(new WorkerReport())).isEmpty();
    watch = new RejectionWatch(RejectionLimit.parse("1"));
    come(5000, 4999);
    assertThat(watch.end(total)).isEmpty();
  }

  @Test
  void goesOnAfterARestoreWhereItWas() throws IOException {
    come(600, 100);
    RejectionWatch.State state = Formats.roundTrip(new RejectionWatch.Format(), watch.state());
    Formats.refusesOtherBeginnings(new RejectionWatch.Format(), state, Header.BYTES);
    come(400, 400);
    watch = new RejectionWatch(RejectionLimit.DEFAULT);
    watch.restore(state);
    come(400, 1);
    assertThat(watch.look(total))
        .hasValueSatisfying(w -> assertThat(w).contains("of 1,000 records 10.1 %"));
  }

  @Test
  void bytesNeverChange() throws IOException {
    Rejections rejections = new Rejections();
    rejections.add(Rejected.of(Reason.BAD_LABEL, "bad", new Origin("t", 1, 2), new byte[0]));
    RejectionWatch.State state = new RejectionWatch.State(600, rejections, true, false);
    assertThat(Formats.write(new RejectionWatch.Format(), state))
        .asHexString()
        .isEqualToIgnoringCase(GoldenBytes.of(FormatId.REJECTION_WATCH));
  }

  @Test
  void limitsAreReadAndPrinted() {
    assertThat(RejectionLimit.parse("0.05")).isEqualTo(new RejectionLimit(0.05, true));
    assertThat(RejectionLimit.parse("0.05:fail")).hasToString("0.05:fail");
    assertThat(RejectionLimit.parse("0:warn")).isEqualTo(new RejectionLimit(0, false));
    assertThat(RejectionLimit.parse(RejectionLimit.DEFAULT.toString()))
        .isEqualTo(RejectionLimit.DEFAULT);
    assertThatThrownBy(() -> RejectionLimit.parse("10%"))
        .hasMessage("max-rejected must be SHARE, SHARE:fail or SHARE:warn: max-rejected=10%");
    assertThatThrownBy(() -> RejectionLimit.parse("10"))
        .hasMessage("max-rejected must be in [0, 1]: max-rejected=10.0");
    assertThatThrownBy(() -> RejectionLimit.parse("NaN"))
        .hasMessage("max-rejected must be in [0, 1]: max-rejected=NaN");
  }

  private void come(int records, int rejected) {
    WorkerReport report = new WorkerReport();
    for (int i = 0; i < records; i++) {
      report.came();
      if (i < rejected) {
        report.rejected(
            Rejected.of(Reason.UNPARSABLE, "no JSON", new Origin("t", 0, 7), new byte[0]));
      }
    }
    watch.add(report);
    total.merge(report);
  }
}
