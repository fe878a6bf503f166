package dev.sluice.service.addressbook;

import java.time.InstantSource;

/**
 * What an open book is made with.
 *
 * @param clock tells when people are changed
 * @param disk what the file is on
 * @param maxBytes how large the file may become
 * @param maxWaiting how many changes may wait, counting those that are being made
 * @param maxWaitingBytes how many bytes they may take
 */
record BookSettings(
    InstantSource clock, Disk disk, long maxBytes, int maxWaiting, long maxWaitingBytes) {

  private static final int MAX_WAITING = 10_000;
  private static final long MAX_WAITING_BYTES = 64L << 20;

  /** What is served with. */
  static final BookSettings DEFAULT =
      new BookSettings(
          InstantSource.system(),
          new Disk() {},
          AddressBookFile.MAX_BYTES,
          MAX_WAITING,
          MAX_WAITING_BYTES);
}
