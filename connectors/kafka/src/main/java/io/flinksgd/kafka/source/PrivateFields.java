// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.lang.reflect.Field;

/** Reads private fields of objects of Kafka's clients and of Flink's connector. */
final class PrivateFields {
  private PrivateFields() {}

  /** The value of the field {@code name} of {@code owner}, which is to be a {@code type}. */
  static <T> T get(Object owner, String name, Class<T> type) throws ReflectiveOperationException {
    return type.cast(field(owner, name).get(owner));
  }

  static void set(Object owner, String name, Object value) throws ReflectiveOperationException {
    field(owner, name).set(owner, value);
  }

  private static Field field(Object owner, String name) throws NoSuchFieldException {
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(owner.getClass().getName() + "." + name);
  }
}
