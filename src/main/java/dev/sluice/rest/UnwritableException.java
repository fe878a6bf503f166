package dev.sluice.rest;

import java.io.Serial;

/** A response message that cannot be expressed as it has to be answered; nothing of it is sent. */
final class UnwritableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  UnwritableException(Exception why) {
    super(why);
  }
}
