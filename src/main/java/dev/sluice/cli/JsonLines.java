package dev.sluice.cli;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.core.Context;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.interceptor.LogEntry;

/** The log for machines to read: a JSON object a line. */
final class JsonLines extends LogLines {

  private static final byte[] TIMESTAMP = bytes("{\"timestamp\":");
  private static final byte[] THREAD = bytes(",\"level\":\"INFO\",\"threadName\":\"");
  private static final byte[] REQUEST =
      bytes(
          "\",\"loggerName\":\""
              + AccessLog.LOGGER
              + "\",\"mdc\": {},\"kvpList\": [{\"request\":\"");
  private static final byte[] MESSAGE = bytes("\"}],\"formattedMessage\":\"");
  private static final byte[] END = bytes("\",\"throwable\":null}\n");

  private final TextCache threads = new TextCache(JsonLines::escaped);

  JsonLines(Context context) {
    super(encoder(context), new TextCache(JsonLines::escaped), name -> "\"},{\"" + name + "\":\"");
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
  void begin(AccessEntry entry, LineBuffer to) {
    to.add(TIMESTAMP)
        .add(entry.timeMillis())
        .add(THREAD)
        .add(threads.of(entry.thread()))
        .add(REQUEST)
        .addEscaped(entry.request());
  }

  @Override
  void end(AccessEntry entry, LineBuffer to) {
    to.add(MESSAGE).addEscaped(LogEntry.printable(entry.message())).add(END);
  }

  private static byte[] escaped(String text) {
    LineBuffer buffer = new LineBuffer();
    return buffer.addEscaped(text).toBytes();
  }
}
