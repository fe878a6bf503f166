package dev.sluice.cli;

import ch.qos.logback.classic.LoggerContext;
import dev.sluice.call.Principal;
import dev.sluice.call.ServerCall;
import dev.sluice.interceptor.LogEntry;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.MDCAdapter;

/**
 * The MDC of lines that are logged during a call: {@code requestId}, {@code method}, {@code
 * principal} and {@code traceId} beside what the code has put there itself, which goes first.
 *
 * <p>They are looked up when a line is logged, on the Vert.x context of the code that logs it. So
 * calls that log nothing pay nothing, all callbacks of a call have them, whatever thread they run
 * on, and there is nothing to be removed.
 */
final class CallMdc implements MDCAdapter {

  private final MDCAdapter own;

  private CallMdc(MDCAdapter own) {
    this.own = own;
  }

  /** Has events of a context take their MDC from here. */
  static void install(LoggerContext context) {
    MDCAdapter adapter = context.getMDCAdapter();
    if (!(adapter instanceof CallMdc)) {
      context.setMDCAdapter(new CallMdc(adapter));
    }
  }

  /** What an event takes. */
  @Override
  public @Nullable Map<String, String> getCopyOfContextMap() {
    ServerCall<?, ?> call = ServerCall.current();
    Map<String, String> given = own.getCopyOfContextMap();
    if (call == null) {
      return given;
    }
    Map<String, String> all = given == null ? new HashMap<>() : given;
    all.putIfAbsent("requestId", call.requestId());
    all.putIfAbsent("method", call.fullMethodName());
    Principal principal = call.principal();
    if (principal != null) {
      all.putIfAbsent("principal", LogEntry.printable(principal.toString()));
    }
    String trace = call.traceId();
    if (trace != null) {
      all.putIfAbsent("traceId", trace);
    }
    return all;
  }

  @Override
  public void put(String key, @Nullable String value) {
    own.put(key, value);
  }

  @Override
  public @Nullable String get(String key) {
    return own.get(key);
  }

  @Override
  public void remove(String key) {
    own.remove(key);
  }

  @Override
  public void clear() {
    own.clear();
  }

  @Override
  public void setContextMap(Map<String, String> map) {
    own.setContextMap(map);
  }

  @Override
  public void pushByKey(String key, String value) {
    own.pushByKey(key, value);
  }

  @Override
  public @Nullable String popByKey(String key) {
    return own.popByKey(key);
  }

  @Override
  public @Nullable Deque<String> getCopyOfDequeByKey(String key) {
    return own.getCopyOfDequeByKey(key);
  }

  @Override
  public void clearDequeByKey(String key) {
    own.clearDequeByKey(key);
  }
}
