// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import io.flinksgd.argument.Catalogue;

/** Codecs by name. */
final class Codecs {
  static final Catalogue<GradientCodec> ALL =
      Catalogue.<GradientCodec>of("codec")
          .add(Exact.SIGNATURE, arguments -> new Exact())
          .add(HalfFloat.BF16.signature(), arguments -> HalfFloat.BF16)
          .add(HalfFloat.FP16.signature(), arguments -> HalfFloat.FP16)
          .add(TopK.SIGNATURE, arguments -> new TopK(arguments.get(TopK.SHARE)))
          .add(OneBit.SIGNATURE, arguments -> new OneBit(arguments.get(OneBit.BUCKET)))
          .add(
              StochasticLevels.SIGNATURE,
              arguments ->
                  new StochasticLevels(
                      arguments.get(StochasticLevels.LEVELS),
                      arguments.get(StochasticLevels.BUCKET)));

  private Codecs() {}
}
