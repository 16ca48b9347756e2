// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of values whose field was of another kind in training: a number there and a text
 * now, or the reverse. Their coordinates are others, of which the model has most likely learned
 * nothing. Counts them; may be used from any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class MixedFields {
  private static final Logger LOG = LoggerFactory.getLogger(MixedFields.class);

  /** Most fields that are warned of. */
  private static final int MOST_WARNINGS = 100;

  /** What may be done. */
  public enum Policy {
    /** They are scored, and each field is warned of once. */
    WARN,
    /** They are refused, by a {@link Refusal} with field and rule. */
    REFUSE;

    /** Unless set otherwise. */
    public static final Policy DEFAULT = WARN;
  }

  private final Policy policy;
  private final LongAdder count = new LongAdder();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /** None have been met. */
  public MixedFields(Policy policy) {
    this.policy = policy;
  }

  /** How many examples had such a value. */
  public long count() {
    return count.sum();
  }

  /**
   * {@code field} has a value of {@code kind}, and in training had those that {@code trained} is
   * the sum of.
   */
  void met(Field field, FieldKind kind, int trained) throws Refusal {
    if (policy == Policy.REFUSE) {
      count.increment();
      throw refusal(field, kind, trained);
    }
    if (warned.size() < MOST_WARNINGS && warned.add(field.name())) {
      LOG.warn(
          "A field is not what it was in training, so that the model knows nothing of it: {}",
          refusal(field, kind, trained).getMessage());
    }
  }

  private static Refusal refusal(Field field, FieldKind kind, int trained) {
    return Values.not(FieldKind.words(trained) + " as in training", field, kind);
  }

  /** An example that is scored had one such value or more. */
  void scored() {
    count.increment();
  }
}
