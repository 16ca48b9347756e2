// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.network.Block.Constant;
import io.flinksgd.network.Block.Start;
import io.flinksgd.network.Block.Uniform;
import java.util.ArrayList;
import java.util.List;

/**
 * Which coordinates the variables of the layers have: the trainable ones in the order of the
 * layers, then the running statistics.
 */
final class Blocks {
  private final List<Block> trainable = new ArrayList<>();
  private final List<Block> statistics = new ArrayList<>();
  private int weights;
  private int averages;

  /** Adds a variable that an optimizer steps. */
  void weight(String name, int length, Start start) {
    Block block = new Block(name, weights, length, start);
    weights = Math.addExact(weights, length);
    trainable.add(block);
  }

  /** Adds a running average; its coordinates begin behind the last weight, once all are known. */
  void average(String name, int length, float start) {
    Block block = new Block(name, averages, length, new Constant(start));
    averages = Math.addExact(averages, length);
    statistics.add(block);
  }

  int trainable() {
    return weights;
  }

  int dimension() {
    return Math.addExact(weights, averages);
  }

  /** All blocks in the order of their coordinates. */
  List<Block> all() {
    List<Block> all = new ArrayList<>(trainable);
    for (Block each : statistics) {
      all.add(new Block(each.name(), weights + each.first(), each.length(), each.start()));
    }
    return List.copyOf(all);
  }

  /** He et al., "Delving Deep into Rectifiers", 2015: variance {@code 2 / fanIn}. */
  static Start he(int fanIn) {
    return new Uniform((float) Math.sqrt(6.0 / fanIn));
  }

  /** See {@link io.flinksgd.model.Model#initial}. */
  static void initial(List<Block> all, long seed, int first, float[] to) {
    for (Block block : all) {
      int from = Math.max(block.first(), first);
      int end = Math.min(block.end(), first + to.length);
      for (int c = from; c < end; c++) {
        to[c - first] = at(block.start(), seed, c);
      }
    }
  }

  private static float at(Start start, long seed, int coordinate) {
    if (start instanceof Uniform uniform) {
      return uniform.bound() * (2 * unit(seed, coordinate) - 1);
    }
    return start instanceof Constant constant ? constant.value() : 0f;
  }

  /** Evenly in [0, 1): the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
  private static float unit(long seed, int coordinate) {
    long z = seed + (coordinate + 1L) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 40) * 0x1p-24f;
  }
}
