package dev.sluice.service.addressbook;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;

/** With what the stores fail. */
final class StoreFaults {

  private StoreFaults() {}

  /** Nobody has the id. */
  static StatusException notFound(int id) {
    return new StatusException(GrpcStatus.NOT_FOUND, "nobody has id " + id);
  }

  /** Someone has the id. */
  static StatusException alreadyExists(int id) {
    return new StatusException(
        GrpcStatus.ALREADY_EXISTS,
        "id: " + id + " (expected: an id that nobody has; someone has this one)");
  }

  /** Two of those who are to be added have the id. */
  static StatusException twice(int id) {
    return new StatusException(
        GrpcStatus.ALREADY_EXISTS,
        "id: " + id + " (expected: an id each; two people have this one)");
  }

  /** The person has another etag. */
  static StatusException stale(String etag, String current) {
    return new StatusException(
        GrpcStatus.ABORTED,
        "etag: \""
            + PlainText.escape(etag)
            + "\" (expected: \""
            + current
            + "\"; the person has changed since)");
  }

  /** There is no room, or no id. */
  static StatusException exhausted(String what) {
    return new StatusException(GrpcStatus.RESOURCE_EXHAUSTED, what);
  }

  /** What is kept was changed by someone else. */
  static StatusException precondition(String what) {
    return new StatusException(GrpcStatus.FAILED_PRECONDITION, what);
  }

  /** It cannot be done at the moment. */
  static StatusException unavailable(String what) {
    return new StatusException(GrpcStatus.UNAVAILABLE, what);
  }
}
