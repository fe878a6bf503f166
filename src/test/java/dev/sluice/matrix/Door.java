package dev.sluice.matrix;

import dev.sluice.test.v1.Everything;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A client's way to a method of the scenario service. */
interface Door {

  /** The four kinds of method. */
  enum Kind {
    UNARY("Echo", "/v1/echo"),
    SERVER("Split", "/v1/split"),
    CLIENT("Join", "/v1/join"),
    BIDI("Chat", "/v1/chat");

    final String method;
    final String path;

    Kind(String method, String path) {
      this.method = method;
      this.path = path;
    }

    boolean streamsRequests() {
      return this == CLIENT || this == BIDI;
    }

    boolean streamsResponses() {
      return this == SERVER || this == BIDI;
    }
  }

  /**
   * What to send.
   *
   * @param ends whether the requests end
   * @param timeout a grpc-timeout, or null
   * @param cancel completes when the call is to be cancelled
   * @param onResponse told how many responses have come
   * @param metadata what else goes with the call, by name
   */
  record Script(
      Kind kind,
      List<Everything> requests,
      boolean ends,
      @Nullable String timeout,
      Future<Void> cancel,
      IntConsumer onResponse,
      Map<String, String> metadata) {

    Script(
        Kind kind,
        List<Everything> requests,
        boolean ends,
        @Nullable String timeout,
        Future<Void> cancel,
        IntConsumer onResponse) {
      this(kind, requests, ends, timeout, cancel, onResponse, Map.of());
    }

    /** A call whose requests end, and that is not cancelled. */
    static Script whole(
        Kind kind,
        List<Everything> requests,
        @Nullable String timeout,
        Map<String, String> metadata) {
      Future<Void> never = Promise.<Void>promise().future();
      return new Script(kind, requests, true, timeout, never, n -> {}, metadata);
    }
  }

  /** What came back: the numbers of all responses, and the status. */
  record Outcome(List<Integer> numbers, GrpcStatus status) {}

  /** The kinds that this door serves. */
  Set<Kind> kinds();

  /** Makes a call; the future completes with its end, and fails if it was cancelled. */
  Future<Outcome> call(Script script);

  /** The numbers of a response. */
  static List<Integer> numbers(Kind kind, Everything response) {
    return kind == Kind.CLIENT ? response.getNumbersList() : List.of(response.getAnInt32());
  }
}
