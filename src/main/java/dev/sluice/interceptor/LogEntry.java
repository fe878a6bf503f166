package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import org.jspecify.annotations.Nullable;

/**
 * What all entries of the access log tell. Immutable; kept small and made quickly, as there is one
 * for each call, and left to another thread to be formatted.
 */
public abstract sealed class LogEntry permits AccessEntry, RefusedEntry {

  static final String NONE = "-";

  private final long timeMillis = System.currentTimeMillis();
  private final String thread = Thread.currentThread().getName();
  private final String request;
  private final String door;
  private final CallStatus status;
  private final @Nullable Object peer;

  LogEntry(String request, String door, CallStatus status, @Nullable Object peer) {
    this.request = request;
    this.door = door;
    this.status = status;
    this.peer = peer;
  }

  /** When it ended, in milliseconds since 1970. */
  public final long timeMillis() {
    return timeMillis;
  }

  /** The name of the thread on which it ended. */
  public final String thread() {
    return thread;
  }

  /** What it is named in logs, and in an answer that says so. */
  public final String request() {
    return request;
  }

  /** The door that it came by, for example {@code rest}. */
  public final String door() {
    return door;
  }

  /** The name of its gRPC status. */
  public final String status() {
    return status.code().name();
  }

  /** The message of its status, which may have been made of what a client has sent. */
  public final String message() {
    return status.message();
  }

  /** The address that it came from, or a dash; its string is for logs. */
  public final Object peer() {
    return peer == null ? NONE : peer;
  }

  /** A text as one line: it may repeat what a client has sent, line breaks and all. */
  public static String printable(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        if (clean == null) {
          clean = new StringBuilder(text);
        }
        clean.setCharAt(i, ' ');
      }
    }
    return clean == null ? text : clean.toString();
  }
}
