package dev.sluice.rest;

import com.google.protobuf.Empty;
import dev.sluice.test.v1.Book;
import dev.sluice.test.v1.BookServiceService;
import dev.sluice.test.v1.CreateBookRequest;
import dev.sluice.test.v1.DeleteBookRequest;
import dev.sluice.test.v1.UpdateBookRequest;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;

/** A service that answers what it is sent, unless that is stale. */
final class BookService extends BookServiceService {

  @Override
  public Future<Book> createBook(Book request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Book> createNamed(CreateBookRequest request) {
    return Future.succeededFuture(request.getBook());
  }

  @Override
  public Future<Book> createDigest(Book request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Book> getBook(Book request) {
    return request.getTitle().equals("gone")
        ? Future.failedFuture(new StatusException(GrpcStatus.NOT_FOUND, "gone"))
        : Future.succeededFuture(request);
  }

  @Override
  public Future<UpdateBookRequest> updateBook(UpdateBookRequest request) {
    return request.getBook().getEtag().equals("stale") || request.getBook().getLent()
        ? Future.failedFuture(new StatusException(GrpcStatus.ABORTED, "changed since"))
        : Future.succeededFuture(request);
  }

  @Override
  public Future<Book> spellBook(Book request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Empty> deleteBook(DeleteBookRequest request) {
    return request.getRevision() == 1
        ? Future.failedFuture(new StatusException(GrpcStatus.ABORTED, "changed since"))
        : Future.succeededFuture(Empty.getDefaultInstance());
  }
}
