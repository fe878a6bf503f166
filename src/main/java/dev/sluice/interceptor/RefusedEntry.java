package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.RequestId;
import io.vertx.core.http.HttpServerRequest;

/** What the access log tells of a request that was refused before there was a call. */
public final class RefusedEntry extends LogEntry {

  private final int httpStatus;

  /**
   * Makes the entry of a request that is refused now, on its context.
   *
   * @param request the request, of whose answer the head is not written
   * @param door the door that it came to
   * @param httpStatus the HTTP status of the answer
   * @param status what the answer says
   */
  public RefusedEntry(HttpServerRequest request, String door, int httpStatus, CallStatus status) {
    super(RequestId.told(request), door, status, request.connection().remoteAddress());
    this.httpStatus = httpStatus;
  }

  /** The HTTP status of the answer. */
  public int httpStatus() {
    return httpStatus;
  }
}
