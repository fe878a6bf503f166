package dev.sluice.rest;

/** Bytes within an array, or all of it: a request body, a part of it or an element of a stream. */
interface Content {

  /** The array that holds the bytes, from {@link #offset}. */
  byte[] array();

  default int offset() {
    return 0;
  }

  default int length() {
    return array().length;
  }
}
