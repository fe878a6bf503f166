package dev.sluice.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.sluice.interceptor.AccessEntry;

/**
 * A format of the log. Events go through an encoder of Logback; entries of the access log, of which
 * there is one for each call, are written at once as that would write them. For one thread.
 */
abstract class LogLines {

  private final Encoder<ILoggingEvent> encoder;

  LogLines(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  final void add(ILoggingEvent event, LineBuffer to) {
    to.add(encoder.encode(event));
  }

  abstract void add(AccessEntry entry, LineBuffer to);
}
