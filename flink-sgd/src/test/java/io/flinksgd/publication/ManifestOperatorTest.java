package io.flinksgd.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.model.Layout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

final class ManifestOperatorTest {
  /** What is good of it becomes part of the next version. */
  @Test
  void aCutThatIsNotWholeMakesNoVersion() throws Exception {
    OneInput factory =
        new OneInput(
            new ManifestOperator.Factory(new Layout(32, 16, 2, 8), Map.of(), Optional.empty()));
    var harness = new OneInputStreamOperatorTestHarness<Cut, Publication>(factory);
    try {
      harness.open();
      checkpoint(harness, 1, cut(5, 1, 1, 7, true), cut(6, 1, 1, 8, true));
      assertThat(versions(harness)).containsExactly(1L);
      checkpoint(harness, 2, cut(5, 2, 0, 3, true), cut(6, 2, 0, 0, false));
      assertThat(versions(harness)).containsExactly(1L);
      checkpoint(harness, 3, cut(5, 3, 0, 0, true), cut(6, 3, 0, 0, true));
      assertThat(versions(harness)).containsExactly(1L, 2L);
      Publication.Manifest newest = (Publication.Manifest) harness.extractOutputValues().get(1);
      assertThat(newest.checksum()).isEqualTo(7 ^ 8 ^ 3);
      assertThat(newest.cut()).isEqualTo(3);
    } finally {
      harness.close();
    }
  }

  private static Cut cut(long attempt, long cut, int pages, long checksum, boolean whole) {
    return new Cut(9, attempt, cut, pages, checksum, 10, ProgressiveLoss.UNKNOWN, whole);
  }

  private static void checkpoint(
      OneInputStreamOperatorTestHarness<Cut, Publication> harness, long checkpoint, Cut... cuts)
      throws Exception {
    for (Cut cut : cuts) {
      harness.processElement(new StreamRecord<>(cut));
    }
    harness.getOneInputOperator().prepareSnapshotPreBarrier(checkpoint);
    harness.snapshot(checkpoint, checkpoint);
  }

  private static List<Long> versions(OneInputStreamOperatorTestHarness<Cut, Publication> harness) {
    return harness.extractOutputValues().stream()
        .map(each -> ((Publication.Manifest) each).version())
        .toList();
  }

  /** As the harness wants it. */
  private static final class OneInput extends AbstractStreamOperatorFactory<Publication>
      implements OneInputStreamOperatorFactory<Cut, Publication> {
    private static final long serialVersionUID = 1L;
    private final ManifestOperator.Factory factory;

    OneInput(ManifestOperator.Factory factory) {
      this.factory = factory;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as Flink declares it
    public <T extends StreamOperator<Publication>> T createStreamOperator(
        StreamOperatorParameters<Publication> parameters) {
      return factory.createStreamOperator(parameters);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return factory.getStreamOperatorClass(loader);
    }
  }
}
