// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apiguardian.api.API;

/**
 * Bytes that a model is made of beside its weights, such as a graph; named by the SHA-256 of them
 * (FIPS 180-4), so that a text that names them means the same everywhere. Immutable, of any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Artifact implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private final String sha256;

  private Artifact(byte[] bytes) {
    this.bytes = bytes;
    this.sha256 = digest(bytes);
  }

  /** Keeps its own copy of {@code bytes}. */
  public static Artifact of(byte[] bytes) {
    return new Artifact(bytes.clone());
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must know SHA-256", e);
    }
  }

  /** The SHA-256 of the bytes, as 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Artifact that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "sha256=" + sha256 + ", bytes=" + bytes.length;
  }
}
