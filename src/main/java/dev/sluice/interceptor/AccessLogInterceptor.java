package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Interceptor;
import dev.sluice.call.Principal;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line per call when it has ended, to the logger {@code sluice.access} at level INFO.
 *
 * <p>The line's parts are key-value pairs, so that they are fields of their own in JSON.
 */
public final class AccessLogInterceptor implements Interceptor {

  private static final Logger LOG = LoggerFactory.getLogger("sluice.access");

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    return call -> {
      call.onClose(status -> log(call, status));
      next.handle(call);
    };
  }

  private static void log(ServerCall<?, ?> call, CallStatus status) {
    HttpConnection connection = call.connection();
    Principal principal = call.principal();
    LOG.atInfo()
        .addKeyValue("request", call.requestId())
        .addKeyValue("door", call.door())
        .addKeyValue("method", call.method().fullName())
        .addKeyValue("status", status.code().name())
        .addKeyValue("micros", (System.nanoTime() - call.startNanos()) / 1000)
        .addKeyValue("received", call.messagesReceived())
        .addKeyValue("sent", call.messagesSent())
        .addKeyValue("principal", principal == null ? "-" : printable(principal.toString()))
        .addKeyValue("peer", connection == null ? "-" : connection.remoteAddress())
        .log(printable(status.message()));
  }

  /** A message as one line: it may repeat what a client has sent, line breaks and all. */
  static String printable(String message) {
    StringBuilder clean = null;
    for (int i = 0; i < message.length(); i++) {
      if (Character.isISOControl(message.charAt(i))) {
        if (clean == null) {
          clean = new StringBuilder(message);
        }
        clean.setCharAt(i, ' ');
      }
    }
    return clean == null ? message : clean.toString();
  }
}
