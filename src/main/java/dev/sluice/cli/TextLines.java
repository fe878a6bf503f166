package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.core.Context;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.interceptor.LogEntry;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/** The log for people to read. */
final class TextLines extends LogLines {

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{24} %msg%replace( %kvp{NONE}){'^ $', ''}"
          + "%replace( request=%X{requestId}){'^ request=$', ''}%n";
  private static final byte[] HEAD = bytes(" INFO  " + AccessLog.LOGGER + " ");
  private static final byte[] REQUEST = bytes(" request=");
  private static final byte[] END = bytes(System.lineSeparator());

  private long second = -1;
  private byte[] time = new byte[0];

  TextLines(Context context) {
    super(encoder(context), new TextCache(LogLines::bytes), name -> " " + name + "=");
  }

  private static PatternLayoutEncoder encoder(Context context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(UTF_8);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }

  @Override
  void begin(AccessEntry entry, LineBuffer to) {
    to.add(time(Math.floorDiv(entry.timeMillis(), 1000L)))
        .add(Math.floorMod(entry.timeMillis(), 1000), 3)
        .add(HEAD)
        .add(LogEntry.printable(entry.message()))
        .add(REQUEST)
        .add(entry.request());
  }

  @Override
  void end(AccessEntry entry, LineBuffer to) {
    to.add(END);
  }

  /** A second as the time of day, down to the point before its parts. */
  private byte[] time(long second) {
    if (second != this.second) {
      LocalTime local = LocalTime.ofInstant(Instant.ofEpochSecond(second), ZoneId.systemDefault());
      time =
          bytes("%02d:%02d:%02d.".formatted(local.getHour(), local.getMinute(), local.getSecond()));
      this.second = second;
    }
    return time;
  }
}
