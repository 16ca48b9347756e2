// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.flink.operator.Gauges;
import io.flinksgd.flink.operator.Parallelism;
import io.flinksgd.flink.operator.Periodic;
import io.flinksgd.flink.operator.TrainingMetrics;
import io.flinksgd.flink.wire.Stored;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.Publication;
import io.flinksgd.server.Contribution;
import io.flinksgd.server.Conversion;
import io.flinksgd.server.CutBuilder;
import io.flinksgd.server.InitialPages;
import io.flinksgd.server.OpenRound;
import io.flinksgd.server.Parameters;
import io.flinksgd.server.Restore;
import io.flinksgd.server.ServerLogic;
import io.flinksgd.server.ServerMemory;
import io.flinksgd.server.TrainedAs;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link ServerLogic} in Flink: messages in and out, pages in keyed state, publication ahead
 * of each barrier. All calls come on the task's thread.
 */
final class ServerOperator extends AbstractStreamOperator<Message>
    implements OneInputStreamOperator<Message, Message>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(ServerOperator.class);

  private final TrainingSpec spec;
  private final KeyRouting planned;

  private transient KeyRouting setup;
  private transient Layout layout;
  private transient PageStore pages;
  private transient Parameters parameters;
  private transient ServerLogic logic;
  private transient Stored<ServerMemory> memoryState;
  private transient Stored<Contribution> openState;
  private transient StreamRecord<Message> outgoing;
  private transient Message.Verdict verdict;
  private transient KeyedStateStore store;
  private transient long lineage;
  private transient long attempt;
  private transient long epoch;
  private transient long notFinitePages;
  private transient Gauges gauges;
  private transient Periodic updates;

  ServerOperator(
      StreamOperatorParameters<Message> operator, TrainingSpec spec, KeyRouting planned) {
    super(operator);
    this.spec = spec;
    this.planned = planned;
  }

  /** Messages have no key: the operator sets one for each shard that it reads. */
  @Override
  public boolean hasKeyContext1() {
    return false;
  }

  @Override
  @SuppressWarnings("rawtypes") // Flink's signature
  public void setKeyContextElement1(StreamRecord message) {}

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    int me = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    setup = running();
    layout = setup.layout();
    store = context.getKeyedStateStore();
    pages = pages(me, spec);
    parameters = new Parameters(layout, me, spec, pages);
    outgoing = new StreamRecord<>(null);
    verdict = new Message.Verdict(me, 0, true, ProgressiveLoss.UNKNOWN);
    epoch = context.getRestoredCheckpointId().orElse(0) + 1;
    logic =
        new ServerLogic(
            me,
            setup.workers(),
            epoch,
            spec,
            parameters,
            message -> output.collect(outgoing.replace(message)));
    memoryState =
        new Stored<>(
            context.getOperatorStateStore().getUnionListState(Stored.list("training-run")),
            new ServerMemory.Format());
    openState =
        new Stored<>(
            context.getKeyedStateStore().getListState(Stored.list("open-round")),
            new OpenRound.Format());
    attempt = ThreadLocalRandom.current().nextLong();
    lineage = setup.lineageOf(getRuntimeContext().getJobInfo().getJobId());
    if (context.isRestored()) {
      restore(me);
    }
    registerMetrics();
  }

  /** With the numbers of workers and servers that run, which a scheduler may have changed. */
  private KeyRouting running() {
    int workers = Parallelism.writers(this).orElse(planned.workers());
    int ends = Parallelism.readers(this).orElse(workers);
    if (workers != ends) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              ("worker and end of a loop must have the same parallelism: loop=%s, worker=%d,"
                      + " tail=%d; give both the same when one of them is rescaled")
                  .formatted(planned.loop(), workers, ends)));
    }
    return planned.at(getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(), workers);
  }

  private void restore(int me) throws Exception {
    Optional<ServerMemory> newest = Optional.empty();
    for (ServerMemory memory : memoryState.get()) {
      if (newest.isEmpty() || memory.examples() > newest.get().examples()) {
        newest = Optional.of(memory);
      }
    }
    if (newest.isEmpty()) {
      return;
    }
    try {
      takeUp(newest.get(), me);
    } catch (IllegalArgumentException e) {
      throw new SuppressRestartsException(e); // another attempt would have the same settings
    }
  }

  private void takeUp(ServerMemory memory, int me) throws Exception {
    Restore restore = Restore.of(memory, spec, layout);
    lineage = memory.lineage();
    parameters.examples(memory.examples());
    int pageSize = layout.pageSize();
    pages.look((number, block) -> restore.check(number * pageSize, block));
    List<Contribution> open = takeOpen(me);
    TrainingSpec before = restore.before();
    boolean alike = !restore.converts() && before.localSteps() == spec.localSteps();
    if (!alike) {
      closeAs(before, memory, open, me);
      open = List.of();
    }
    if (restore.converts()) {
      Conversion conversion = new Conversion(before.optimizer(), spec.optimizer());
      pages.rewrite((number, block) -> conversion.convert(number * pageSize, block));
    }
    // the topic may have newer pages than the restored state: publish every page again
    pages.unpublishAll();
    logic.restore(open);
  }

  private List<Contribution> takeOpen(int me) throws Exception {
    List<Contribution> open = new ArrayList<>();
    for (int shard : setup.shardsOf(me)) {
      setCurrentKey(setup.shardKey(shard));
      openState.get().forEach(open::add);
      openState.clear();
    }
    return open;
  }

  /** Applies the pushes of an open round by the settings under which they were sent. */
  private void closeAs(TrainingSpec before, ServerMemory memory, List<Contribution> open, int me) {
    PageStore earlier = pages(me, before);
    Parameters theirs = new Parameters(layout, me, before, earlier);
    theirs.examples(memory.examples());
    new ServerLogic(me, setup.workers(), epoch, before, theirs, message -> {}).restore(open);
    earlier.flush();
  }

  private PageStore pages(int me, TrainingSpec of) {
    return new PageStore(
        layout,
        me,
        of.optimizer().stride(),
        of.placement().cacheBytes(),
        store,
        shard -> setCurrentKey(setup.shardKey(shard)),
        new InitialPages(layout, of.model(), of.optimizer()));
  }

  private void registerMetrics() {
    gauges = new Gauges(getMetricGroup().addGroup("training"));
    gauges.count(TrainingMetrics.UPDATES, logic::version);
    gauges.count(TrainingMetrics.STALENESS_MAX, logic::stalenessMax);
    gauges.count(TrainingMetrics.VIEW_WATERMARK, logic::watermark);
    gauges.count(TrainingMetrics.VIEW_LAG, () -> logic.version() - logic.watermark());
    gauges.count(TrainingMetrics.MEMBERS, logic::members);
    gauges.count(TrainingMetrics.CLIPPED_PUSHES, logic::clippedPushes);
    gauges.count(TrainingMetrics.SERVER_REFUSED_UPDATES, parameters::refused);
    gauges.count(TrainingMetrics.NOT_FINITE_PAGES, () -> notFinitePages);
    gauges.count(TrainingMetrics.SERVER_EXAMPLES, parameters::examples);
    gauges.count(TrainingMetrics.CACHED_PAGES, pages::cachedPages);
  }

  @Override
  public void open() throws Exception {
    super.open();
    updates =
        Periodic.every(
            getProcessingTimeService(),
            spec.reporting().progressInterval().toMillis(),
            gauges::update);
  }

  @Override
  public void processElement(StreamRecord<Message> element) {
    Message message = element.getValue();
    if (message instanceof Message.Verdict newest) {
      verdict = newest;
    } else {
      logic.receive(message);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    publish(checkpoint);
  }

  @Override
  public void endInput() {
    updates.stop();
    publish(Publication.FINAL_CUT);
  }

  /**
   * Publishes what changed. Pages that may not be published stay unpublished until they may: on a
   * compacted topic they would take the place of those of the version that is to stay.
   */
  private void publish(long cut) {
    publishPages(cut);
    gauges.update();
  }

  private void publishPages(long cut) {
    if (!setup.publishes() || !verdict.publish()) {
      return;
    }
    CutBuilder builder =
        new CutBuilder(new Cut.Id(lineage, attempt, cut), layout, spec.optimizer());
    pages.publish(
        (number, block, previous) -> {
          Optional<Publication.Page> page = builder.page(number, block, previous);
          page.ifPresent(sound -> output.collect(KeyRouting.PAGES, new StreamRecord<>(sound)));
          notFinitePages += page.isPresent() ? 0 : 1;
          return page.map(sound -> OptionalLong.of(sound.fingerprint()))
              .orElse(OptionalLong.empty());
        });
    builder.broken().ifPresent(words -> LOG.warn("No version is published: {}", words));
    Cut done = builder.done(parameters.examples(), verdict.loss());
    output.collect(KeyRouting.CUTS, new StreamRecord<>(done));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    pages.flush();
    long examples = parameters.examples();
    List<Contribution> open = logic.open();
    for (Contribution each : open) {
      examples += each.push().examples();
    }
    int me = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    for (int shard : setup.shardsOf(me)) {
      saveOpen(shard, open);
    }
    memoryState.update(
        List.of(
            new ServerMemory(
                lineage,
                examples,
                layout.dimension(),
                layout.pageSize(),
                spec.optimizer().stride(),
                TrainedAs.of(spec))));
  }

  private void saveOpen(int shard, List<Contribution> open) throws Exception {
    if (!spec.consistency().rounds()) {
      return; // a policy without rounds has no open one
    }
    setCurrentKey(setup.shardKey(shard));
    List<Contribution> parts = new ArrayList<>();
    for (Contribution each : open) {
      parts.add(OpenRound.part(each, layout, shard));
    }
    openState.update(parts);
  }
}
