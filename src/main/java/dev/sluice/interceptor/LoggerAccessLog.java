package dev.sluice.interceptor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The access log as events of SLF4J at level INFO. Their parts are key-value pairs, so that they
 * are fields of their own in JSON.
 */
final class LoggerAccessLog implements AccessLog {

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  @Override
  public void add(AccessEntry entry) {
    LoggingEventBuilder line = LOG.atInfo().addKeyValue("request", entry.request());
    String trace = entry.trace();
    if (trace != null) {
      line = line.addKeyValue("trace", trace);
    }
    line.addKeyValue("door", entry.door())
        .addKeyValue("method", entry.method())
        .addKeyValue("status", entry.status())
        .addKeyValue("micros", entry.micros())
        .addKeyValue("received", entry.received())
        .addKeyValue("sent", entry.sent())
        .addKeyValue("principal", LogEntry.printable(entry.principal().toString()))
        .addKeyValue("peer", entry.peer())
        .log(LogEntry.printable(entry.message()));
  }

  static void log(RefusedEntry entry) {
    LOG.atInfo()
        .addKeyValue("request", entry.request())
        .addKeyValue("door", entry.door())
        .addKeyValue("http_status", entry.httpStatus())
        .addKeyValue("status", entry.status())
        .addKeyValue("peer", entry.peer())
        .log(LogEntry.printable(entry.message()));
  }
}
