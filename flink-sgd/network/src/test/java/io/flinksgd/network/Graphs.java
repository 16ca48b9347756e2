// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Graphs as users build them. */
final class Graphs {
  static final GraphNames NAMES = new GraphNames("features", "labels", "output", "loss");

  private Graphs() {}

  /** As the ready network; weights of convolutions are {@code [kernel, kernel, in, out]} here. */
  static SameDiff lenet() {
    SameDiff graph = SameDiff.create();
    SDVariable features = graph.placeHolder("features", DataType.FLOAT, -1, 1, 28, 28);
    SDVariable first = pooled(graph, features, "1", 1, 20);
    SDVariable second = pooled(graph, first, "2", 20, 50);
    SDVariable hidden =
        graph.nn.relu(dense(graph, graph.reshape(second, -1, 800), "3", 800, 500, "hidden"), 0);
    loss(graph, dense(graph, hidden, "4", 500, 10, "output"));
    return graph;
  }

  static SameDiff mlp(int inputs, int hidden, int classes) {
    SameDiff graph = SameDiff.create();
    SDVariable features = graph.placeHolder("features", DataType.FLOAT, -1, inputs);
    SDVariable activation = graph.nn.tanh(dense(graph, features, "1", inputs, hidden, "hidden"));
    SDVariable scores = dense(graph, activation, "2", hidden, classes, "output");
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, classes);
    graph.loss.softmaxCrossEntropy("loss", labels, scores, null);
    return graph;
  }

  private static SDVariable pooled(
      SameDiff graph, SDVariable input, String name, int from, int to) {
    Conv2DConfig convolution =
        Conv2DConfig.builder()
            .kH(5)
            .kW(5)
            .sH(1)
            .sW(1)
            .dH(1)
            .dW(1)
            .paddingMode(PaddingMode.VALID)
            .dataFormat("NCHW")
            .build();
    Pooling2DConfig pool =
        Pooling2DConfig.builder()
            .kH(2)
            .kW(2)
            .sH(2)
            .sW(2)
            .dH(1)
            .dW(1)
            .paddingMode(PaddingMode.VALID)
            .isNHWC(false)
            .build();
    SDVariable weights =
        graph.var("w" + name, Nd4j.randn(DataType.FLOAT, 5, 5, from, to).muli(0.1));
    SDVariable bias = graph.var("b" + name, Nd4j.randn(DataType.FLOAT, to).muli(0.1));
    return graph.cnn.maxPooling2d(
        graph.nn.relu(graph.cnn.conv2d(input, weights, bias, convolution), 0), pool);
  }

  private static SDVariable dense(
      SameDiff graph, SDVariable input, String name, int from, int to, String called) {
    SDVariable weights =
        graph.var("w" + name, Nd4j.randn(DataType.FLOAT, from, to).muli(1 / Math.sqrt(from)));
    SDVariable bias = graph.var("b" + name, Nd4j.randn(DataType.FLOAT, to).muli(0.1));
    return input.mmul(weights).add(called, bias);
  }

  private static void loss(SameDiff graph, SDVariable scores) {
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, 10);
    graph.loss.softmaxCrossEntropy("loss", labels, scores, null);
  }
}
