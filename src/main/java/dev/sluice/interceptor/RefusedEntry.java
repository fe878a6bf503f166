package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.RequestId;
import io.vertx.core.http.HttpServerRequest;

/** What the access log tells of a request that was refused before there was a call. Immutable. */
public final class RefusedEntry {

  private final long timeMillis = System.currentTimeMillis();
  private final String thread = Thread.currentThread().getName();
  private final String request;
  private final String door;
  private final int httpStatus;
  private final CallStatus status;
  private final Object peer;

  /**
   * Makes the entry of a request that is refused now, on its context.
   *
   * @param request the request, of whose answer the head is not written
   * @param door the door that it came to
   * @param httpStatus the HTTP status of the answer
   * @param status what the answer says
   */
  public RefusedEntry(HttpServerRequest request, String door, int httpStatus, CallStatus status) {
    this.request = RequestId.told(request);
    this.door = door;
    this.httpStatus = httpStatus;
    this.status = status;
    this.peer = request.connection().remoteAddress();
  }

  /** When it was refused, in milliseconds since 1970. */
  public long timeMillis() {
    return timeMillis;
  }

  /** The name of the thread on which it was. */
  public String thread() {
    return thread;
  }

  /** What the request is named in logs, and in the answer. */
  public String request() {
    return request;
  }

  /** The door that it came to, for example {@code rest}. */
  public String door() {
    return door;
  }

  /** The HTTP status of the answer. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The name of the status of gRPC that the answer says. */
  public String status() {
    return status.code().name();
  }

  /** The message of the answer, which may have been made of what a client has sent. */
  public String message() {
    return status.message();
  }

  /** The address that it came from; its string is for logs. */
  public Object peer() {
    return peer;
  }
}
