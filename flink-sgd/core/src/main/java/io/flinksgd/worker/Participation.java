// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

/**
 * Whether a worker takes part, and what it knows of who else does. Where a bound is shared, one
 * that has joined takes no view before every server has made room for its share.
 */
final class Participation {
  private final int servers;
  private final boolean shared;
  private final long[] change;
  private final long[] confirmed;
  private boolean away;
  private boolean leaving;
  private long joins;
  private int welcomes;

  /** Takes part. */
  Participation(int servers, boolean shared) {
    this.servers = servers;
    this.shared = shared;
    this.welcomes = servers;
    this.change = new long[servers];
    this.confirmed = new long[servers];
  }

  /** {@code server} counts members as after change number {@code number}. */
  void heard(int server, long number) {
    change[server] = Math.max(change[server], number);
  }

  /** The change that is to be confirmed to {@code server}; 0 for none. Asking confirms it. */
  long confirm(int server) {
    if (change[server] == confirmed[server]) {
      return 0;
    }
    confirmed[server] = change[server];
    return confirmed[server];
  }

  boolean away() {
    return away;
  }

  /** Whether it wants to leave and has only to wait until it has nothing uncovered. */
  boolean leaving() {
    return leaving;
  }

  /** Whether it may take views. */
  boolean admitted() {
    return welcomes == servers;
  }

  /** Comes back; returns for the how-manieth time. */
  long join() {
    away = false;
    welcomes = shared ? 0 : servers;
    return ++joins;
  }

  /** Whether it has joined for the {@code number}-th time and not left since. */
  boolean joined(long number) {
    return number == joins && !away;
  }

  /** A server has room; returns whether it was the last one to say so. */
  boolean welcome(long number) {
    if (number != joins || admitted()) {
      return false;
    }
    welcomes++;
    return admitted();
  }

  /** Would leave, but for what is uncovered. */
  void wishToLeave() {
    leaving = true;
  }

  /** There is something to do again. */
  void stay() {
    leaving = false;
  }

  void leave() {
    leaving = false;
    away = true;
  }

  /** Takes part without being a member; it does not join again. */
  void beGuest() {
    away = false;
    welcomes = servers;
  }
}
