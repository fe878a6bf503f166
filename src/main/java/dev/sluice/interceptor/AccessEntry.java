package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Principal;
import dev.sluice.call.ServerCall;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * What the access log tells of a call that has ended. Immutable; kept small and made quickly, as
 * there is one for each call, and left to another thread to be formatted.
 */
public final class AccessEntry {

  private static final String NONE = "-";

  private final long timeMillis = System.currentTimeMillis();
  private final String thread = Thread.currentThread().getName();
  private final String request;
  private final String door;
  private final String method;
  private final CallStatus status;
  private final long micros;
  private final long received;
  private final long sent;
  private final @Nullable Principal principal;
  private final @Nullable Object peer;

  /**
   * Makes the entry of a call that ends now, on the call's context.
   *
   * @param call the call
   * @param status how it ended
   */
  public AccessEntry(ServerCall<?, ?> call, CallStatus status) {
    this.request = call.requestId();
    this.door = call.door();
    this.method = call.method().fullName();
    this.status = status;
    this.micros = (System.nanoTime() - call.startNanos()) / 1000;
    this.received = call.messagesReceived();
    this.sent = call.messagesSent();
    this.principal = call.principal();
    HttpConnection connection = call.connection();
    this.peer = connection == null ? null : connection.remoteAddress();
  }

  /** When the call ended, in milliseconds since 1970. */
  public long timeMillis() {
    return timeMillis;
  }

  /** The name of the thread on which it ended. */
  public String thread() {
    return thread;
  }

  /** What the call is named in logs: {@link ServerCall#requestId}. */
  public String request() {
    return request;
  }

  /** The door that it came by. */
  public String door() {
    return door;
  }

  /** Its method, for example {@code helloworld.Greeter/SayHello}. */
  public String method() {
    return method;
  }

  /** The name of its status. */
  public String status() {
    return status.code().name();
  }

  /** The message of its status, which may have been made of what a client has sent. */
  public String message() {
    return status.message();
  }

  /** How long it took, in microseconds. */
  public long micros() {
    return micros;
  }

  /** How many messages the service was given. */
  public long received() {
    return received;
  }

  /** How many messages the service sent. */
  public long sent() {
    return sent;
  }

  /** Who called: a {@link Principal}, or a dash; its string is for logs. */
  public Object principal() {
    return principal == null ? NONE : principal;
  }

  /** The address that it came from, or a dash; its string is for logs. */
  public Object peer() {
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
