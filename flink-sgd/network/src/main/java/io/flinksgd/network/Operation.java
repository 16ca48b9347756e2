// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** One of ND4J's operations with its operands, made once and executed for every batch. */
final class Operation {
  private final DynamicCustomOp op;

  private Operation(DynamicCustomOp op) {
    this.op = op;
  }

  static Operation of(String name, Tensor[] inputs, Tensor[] outputs, int... arguments) {
    return new Operation(
        DynamicCustomOp.builder(name)
            .addInputs(arrays(inputs))
            .addOutputs(arrays(outputs))
            .addIntegerArguments(arguments)
            .build());
  }

  /** {@code c = a b}, each of the two transposed or not. */
  static Operation product(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
    return of(
        "matmul", new Tensor[] {a, b}, new Tensor[] {c}, transposeA ? 1 : 0, transposeB ? 1 : 0, 0);
  }

  private static INDArray[] arrays(Tensor[] tensors) {
    INDArray[] arrays = new INDArray[tensors.length];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = tensors[i].array();
    }
    return arrays;
  }

  void execute() {
    Nd4j.exec(op);
  }
}
