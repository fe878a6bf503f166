package dev.sluice.rest;

/** Bytes within an array: a request body, or an element of a streamed one. */
interface Content {

  /** The array that holds the bytes, from {@link #offset}. */
  byte[] array();

  int offset();

  int length();
}
