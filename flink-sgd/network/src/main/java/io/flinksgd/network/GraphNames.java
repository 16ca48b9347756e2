// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.io.Serializable;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What the variables of a SameDiff graph are called. Immutable, of any thread.
 *
 * @param features placeholder of the examples
 * @param labels placeholder of the labels
 * @param output what the model says of an example: one number for each class, or one number
 * @param loss what is to become small
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record GraphNames(String features, String labels, String output, String loss)
    implements Serializable {
  /** The names that a graph has unless others are given. */
  public static final GraphNames DEFAULT = new GraphNames("features", "labels", "output", "loss");

  /**
   * Checks that the names can stand in a text form.
   *
   * @throws IllegalArgumentException if one is blank or has a comma
   */
  public GraphNames {
    for (String name : List.of(features, labels, output, loss)) {
      if (name.isBlank() || name.contains(",")) {
        throw new IllegalArgumentException(
            "name of a variable must have no comma and not be empty: name=" + name);
      }
    }
  }

  String spec() {
    return "features=" + features + ",labels=" + labels + ",output=" + output + ",loss=" + loss;
  }
}
