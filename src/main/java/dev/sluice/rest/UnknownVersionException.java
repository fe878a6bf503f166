package dev.sluice.rest;

import java.net.ProtocolException;

/** Says that a request is of a version of HTTP that the server does not speak. */
public final class UnknownVersionException extends ProtocolException {

  private static final long serialVersionUID = 1;

  /** Makes one, with what is wrong. */
  public UnknownVersionException(String message) {
    super(message);
  }
}
