package dev.sluice.rest;

import com.google.api.HttpBody;
import com.google.protobuf.Empty;
import dev.sluice.call.ServerCallResponse;
import dev.sluice.test.v1.Book;
import dev.sluice.test.v1.BookServiceService;
import dev.sluice.test.v1.Cover;
import dev.sluice.test.v1.CreateBookRequest;
import dev.sluice.test.v1.DeleteBookRequest;
import dev.sluice.test.v1.UpdateBookRequest;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
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
  public Future<HttpBody> echoFile(HttpBody request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Cover> putCover(Cover request) {
    return Future.succeededFuture(request);
  }

  @Override
  protected void echoPieces(ReadStream<HttpBody> request, WriteStream<HttpBody> response) {
    request.handler(
        piece -> {
          if (piece.getData().toStringUtf8().contains("fail")) {
            ((ServerCallResponse<?, ?>) response)
                .fail(new StatusException(GrpcStatus.DATA_LOSS, "no more"));
          } else {
            response.write(piece);
          }
        });
    request.endHandler(v -> response.end());
  }

  @Override
  protected void listBooks(Book request, WriteStream<Book> response) {
    response.write(request);
    response.end(request.toBuilder().setTitle("last").clearTags().build());
  }

  @Override
  public Future<Book> unbound(Book request) {
    return Future.succeededFuture(request);
  }

  @Override
  protected void unboundStream(Book request, WriteStream<Book> response) {
    response.end(request);
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
