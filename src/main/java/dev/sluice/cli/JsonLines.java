package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.core.Context;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;

/** The log for machines to read: a JSON object a line. */
final class JsonLines extends LogLines {

  private static final byte[] TIMESTAMP = bytes("{\"timestamp\":");
  private static final byte[] THREAD = bytes(",\"level\":\"INFO\",\"threadName\":\"");
  private static final byte[] REQUEST =
      bytes(
          "\",\"loggerName\":\""
              + AccessLog.LOGGER
              + "\",\"mdc\": {},\"kvpList\": [{\"request\":\"");
  private static final byte[] DOOR = bytes("\"},{\"door\":\"");
  private static final byte[] METHOD = bytes("\"},{\"method\":\"");
  private static final byte[] STATUS = bytes("\"},{\"status\":\"");
  private static final byte[] MICROS = bytes("\"},{\"micros\":\"");
  private static final byte[] RECEIVED = bytes("\"},{\"received\":\"");
  private static final byte[] SENT = bytes("\"},{\"sent\":\"");
  private static final byte[] PRINCIPAL = bytes("\"},{\"principal\":\"");
  private static final byte[] PEER = bytes("\"},{\"peer\":\"");
  private static final byte[] MESSAGE = bytes("\"}],\"formattedMessage\":\"");
  private static final byte[] END = bytes("\",\"throwable\":null}\n");

  private final TextCache texts = new TextCache(JsonLines::escaped);

  JsonLines(Context context) {
    super(encoder(context));
  }

  private static JsonEncoder encoder(Context context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }

  @Override
  void add(AccessEntry entry, LineBuffer to) {
    to.add(TIMESTAMP)
        .add(entry.timeMillis())
        .add(THREAD)
        .add(texts.of(entry.thread()))
        .add(REQUEST)
        .addEscaped(entry.request())
        .add(DOOR)
        .add(entry.door())
        .add(METHOD)
        .add(entry.method())
        .add(STATUS)
        .add(entry.status())
        .add(MICROS)
        .add(entry.micros())
        .add(RECEIVED)
        .add(entry.received())
        .add(SENT)
        .add(entry.sent())
        .add(PRINCIPAL)
        .add(texts.of(entry.principal()))
        .add(PEER)
        .add(texts.of(entry.peer()))
        .add(MESSAGE)
        .addEscaped(AccessEntry.printable(entry.message()))
        .add(END);
  }

  private static byte[] escaped(String text) {
    LineBuffer buffer = new LineBuffer();
    return buffer.addEscaped(text).toBytes();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
