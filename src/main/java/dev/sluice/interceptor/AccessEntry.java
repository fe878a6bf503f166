package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Principal;
import dev.sluice.call.ServerCall;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** What the access log tells of a call that has ended. */
public final class AccessEntry extends LogEntry {

  private final @Nullable String trace;
  private final String method;
  private final long micros;
  private final long received;
  private final long sent;
  private final @Nullable Principal principal;

  /**
   * Makes the entry of a call that ends now, on the call's context.
   *
   * @param call the call
   * @param status how it ended
   */
  public AccessEntry(ServerCall<?, ?> call, CallStatus status) {
    super(call.requestId(), call.door(), status, peer(call.connection()));
    this.trace = call.traceId();
    this.method = call.method().fullName();
    this.micros = (System.nanoTime() - call.startNanos()) / 1000;
    this.received = call.messagesReceived();
    this.sent = call.messagesSent();
    this.principal = call.principal();
  }

  private static @Nullable Object peer(@Nullable HttpConnection connection) {
    return connection == null ? null : connection.remoteAddress();
  }

  /** The trace that it is part of: {@link ServerCall#traceId}; null without tracing. */
  public @Nullable String trace() {
    return trace;
  }

  /** Its method, for example {@code helloworld.Greeter/SayHello}. */
  public String method() {
    return method;
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
}
