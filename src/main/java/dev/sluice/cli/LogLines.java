package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.sluice.interceptor.AccessEntry;
import java.util.function.UnaryOperator;

/**
 * A format of the log. Events go through an encoder of Logback; entries of the access log, of which
 * there is one for each call, are written at once as that would write them. For one thread.
 */
abstract class LogLines {

  private final Encoder<ILoggingEvent> encoder;
  private final TextCache texts;
  private final byte[] trace;
  private final byte[] door;
  private final byte[] method;
  private final byte[] status;
  private final byte[] micros;
  private final byte[] received;
  private final byte[] sent;
  private final byte[] principal;
  private final byte[] peer;

  /**
   * Makes a format.
   *
   * @param encoder writes events
   * @param texts what becomes of texts that entries have in common
   * @param before what comes between the value of a field and the next one, by the latter's name
   */
  LogLines(Encoder<ILoggingEvent> encoder, TextCache texts, UnaryOperator<String> before) {
    this.encoder = encoder;
    this.texts = texts;
    trace = bytes(before.apply("trace"));
    door = bytes(before.apply("door"));
    method = bytes(before.apply("method"));
    status = bytes(before.apply("status"));
    micros = bytes(before.apply("micros"));
    received = bytes(before.apply("received"));
    sent = bytes(before.apply("sent"));
    principal = bytes(before.apply("principal"));
    peer = bytes(before.apply("peer"));
  }

  final void add(ILoggingEvent event, LineBuffer to) {
    to.add(encoder.encode(event));
  }

  final void add(AccessEntry entry, LineBuffer to) {
    begin(entry, to);
    String traceId = entry.trace();
    if (traceId != null) {
      to.add(trace).add(traceId);
    }
    to.add(door)
        .add(entry.door())
        .add(method)
        .add(entry.method())
        .add(status)
        .add(entry.status())
        .add(micros)
        .add(entry.micros())
        .add(received)
        .add(entry.received())
        .add(sent)
        .add(entry.sent())
        .add(principal)
        .add(texts.of(entry.principal()))
        .add(peer)
        .add(texts.of(entry.peer()));
    end(entry, to);
  }

  /** Adds what comes before the fields, and the first of them, the name of the request. */
  abstract void begin(AccessEntry entry, LineBuffer to);

  /** Adds what comes after the last field. */
  abstract void end(AccessEntry entry, LineBuffer to);

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
