// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.operators.SlotSharingGroup;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.TimestampsAndWatermarksTransformation;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;

/**
 * Keeps worker and end of a loop in one slot. Flink co-locates whole chains of operators and looks
 * at the head of each only, so everything that may be chained in front of a worker gets the key of
 * the loop's group. Loops whose workers may stand in one chain share one group.
 */
final class CoLocation {
  private static final String DEFAULT_GROUP = "default";

  private CoLocation() {}

  /** Puts {@code worker} and {@code end} into one group: of this name, or one that is there. */
  static void together(String name, Transformation<?> worker, Transformation<?> end) {
    List<Transformation<?>> chain = chain(worker);
    String key =
        chain.stream()
            .map(Transformation::getCoLocationGroupKey)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(name);
    chain.forEach(each -> each.setCoLocationGroupKey(key));
    end.setCoLocationGroupKey(key);
  }

  /** The worker and what may be chained in front of it. */
  private static List<Transformation<?>> chain(Transformation<?> worker) {
    List<Transformation<?>> chain = new ArrayList<>();
    Transformation<?> each = worker;
    chain.add(each);
    while (each.getInputs().size() == 1 && mayChain(each, worker.getParallelism())) {
      each = each.getInputs().get(0);
      chain.add(each);
    }
    return chain;
  }

  /** Whether {@code each} may be chained to its input. */
  private static boolean mayChain(Transformation<?> each, int parallelism) {
    Transformation<?> input = each.getInputs().get(0);
    if (each instanceof PartitionTransformation<?> partition) {
      return partition.getPartitioner() instanceof ForwardPartitioner;
    }
    return each instanceof SideOutputTransformation
        || !(each instanceof PhysicalTransformation)
        || (!headsChain(each)
            && sameSlots(each, input)
            && (input.getParallelism() == parallelism || !input.isParallelismConfigured()));
  }

  private static boolean headsChain(Transformation<?> each) {
    ChainingStrategy strategy =
        each instanceof OneInputTransformation<?, ?> operator
            ? operator.getOperatorFactory().getChainingStrategy()
            : each instanceof TimestampsAndWatermarksTransformation<?> times
                ? times.getChainingStrategy()
                : ChainingStrategy.ALWAYS;
    return strategy != ChainingStrategy.ALWAYS;
  }

  private static boolean sameSlots(Transformation<?> each, Transformation<?> input) {
    return each.getSlotSharingGroup().isEmpty() || slots(each).equals(slots(input));
  }

  /** The slot sharing group: its own, or that of all of its inputs, or the default. */
  private static String slots(Transformation<?> of) {
    if (of.getSlotSharingGroup().isPresent()) {
      return of.getSlotSharingGroup().map(SlotSharingGroup::getName).orElseThrow();
    }
    Set<String> inputs = of.getInputs().stream().map(CoLocation::slots).collect(Collectors.toSet());
    return inputs.size() == 1 ? inputs.iterator().next() : DEFAULT_GROUP;
  }
}
