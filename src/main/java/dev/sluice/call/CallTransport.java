package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * What a door does for one call: it reads request messages off its wire and writes responses on it.
 *
 * <p>All methods are called on the call's context. The transport reports back through {@link
 * ServerCall#inputReady()} when input has arrived or ended, and through {@link
 * ServerCall#cancelled(String)} when the peer is gone.
 *
 * @param <Req> the type of request messages
 * @param <Resp> the type of response messages
 */
public interface CallTransport<Req, Resp> {

  /** The door's name as it stands in logs and metrics, for example {@code grpc-web}. */
  String door();

  /** The connection that the call came by, or null for a call from within the process. */
  @Nullable HttpConnection connection();

  /**
   * Takes the next request message, decoding it only now.
   *
   * @return the message, or null when there is no complete one at hand
   * @throws io.vertx.grpc.server.StatusException when the input is bad; the call ends with it
   */
  @Nullable Req poll();

  /** Whether the input has ended and {@link #poll} has given out all of it. */
  boolean inputEnded();

  /**
   * Says whether the call has room for more input. A transport starts out reading; it stops reading
   * its wire at {@code false}, so that the sender feels it.
   */
  void readInput(boolean wanted);

  /** Sends the response headers by themselves, ahead of the first message. */
  Future<Void> writeHead(MultiMap headers);

  /**
   * Sends a message, the headers before it if they are not sent yet.
   *
   * @param headers the response metadata if this is the first thing sent, else null
   */
  Future<Void> write(@Nullable MultiMap headers, Resp message);

  /**
   * Ends the response; the last call to this transport but for {@link #abort}.
   *
   * @param headers the response metadata if nothing is sent yet, else null
   * @param last a last message to send, or null
   * @param status the status
   * @param trailers the trailing metadata, or null
   */
  Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Resp last,
      CallStatus status,
      @Nullable MultiMap trailers);

  /**
   * Has the answer say what the call is named in logs, if there is a place left for it; called
   * before {@link #end} of a call that has failed.
   *
   * @param requestId the name
   */
  default void tellRequestId(String requestId) {}

  /** Whether the wire takes no more for now. */
  boolean writeQueueFull();

  /** Sets who is told when the wire takes more again. */
  void drainHandler(@Nullable Handler<Void> handler);

  /** Cuts the call off without a status, as a cancel from the server's side. */
  void abort();
}
