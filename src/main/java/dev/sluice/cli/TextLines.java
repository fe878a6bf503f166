package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.core.Context;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/** The log for people to read. */
final class TextLines extends LogLines {

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{24} %msg%replace( %kvp{NONE}){'^ $', ''}%n";
  private static final byte[] HEAD = bytes(" INFO  " + AccessLog.LOGGER + " ");
  private static final byte[] REQUEST = bytes(" request=");
  private static final byte[] DOOR = bytes(" door=");
  private static final byte[] METHOD = bytes(" method=");
  private static final byte[] STATUS = bytes(" status=");
  private static final byte[] MICROS = bytes(" micros=");
  private static final byte[] RECEIVED = bytes(" received=");
  private static final byte[] SENT = bytes(" sent=");
  private static final byte[] PRINCIPAL = bytes(" principal=");
  private static final byte[] PEER = bytes(" peer=");
  private static final byte[] END = bytes(System.lineSeparator());

  private final TextCache texts = new TextCache(text -> text.getBytes(UTF_8));
  private long second = -1;
  private byte[] time = new byte[0];

  TextLines(Context context) {
    super(encoder(context));
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
  void add(AccessEntry entry, LineBuffer to) {
    to.add(time(Math.floorDiv(entry.timeMillis(), 1000L)))
        .add(Math.floorMod(entry.timeMillis(), 1000), 3)
        .add(HEAD)
        .add(AccessEntry.printable(entry.message()))
        .add(REQUEST)
        .add(entry.request())
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
        .add(END);
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

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
