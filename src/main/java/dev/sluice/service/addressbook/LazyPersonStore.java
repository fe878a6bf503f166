package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store that is opened when it is first used, and tried again if that failed. Belongs to one
 * event loop.
 */
final class LazyPersonStore implements PersonStore {

  private final Supplier<Future<PersonStore>> opener;
  private @Nullable Future<PersonStore> store;
  private boolean closed;

  LazyPersonStore(Supplier<Future<PersonStore>> opener) {
    this.opener = opener;
  }

  private <T> Future<T> use(Function<PersonStore, Future<T>> action) {
    if (closed) {
      return Future.failedFuture(unavailable("the address book is closed"));
    }
    Future<PersonStore> opened = store;
    if (opened == null || opened.failed()) {
      opened = opener.get();
      store = opened;
    }
    return opened.isComplete() && opened.succeeded()
        ? action.apply(opened.result())
        : opened.transform(
            (result, failure) ->
                result == null ? Future.failedFuture(status(failure)) : action.apply(result));
  }

  private static Throwable status(Throwable failure) {
    return failure instanceof AddressBookException known
        ? unavailable(String.valueOf(known.getMessage()))
        : failure;
  }

  private static StatusException unavailable(String why) {
    return new StatusException(GrpcStatus.UNAVAILABLE, why);
  }

  @Override
  public Future<Person> get(int id) {
    return use(opened -> opened.get(id));
  }

  @Override
  public Future<List<Person>> list(PersonFilter filter, int afterId, int limit) {
    return use(opened -> opened.list(filter, afterId, limit));
  }

  @Override
  public Future<List<Person>> create(List<Person> people) {
    return use(opened -> opened.create(people));
  }

  @Override
  public Future<Integer> createMissing(List<Person> people) {
    return use(opened -> opened.createMissing(people));
  }

  @Override
  public Future<Person> update(int id, @Nullable String etag, UnaryOperator<Person> change) {
    return use(opened -> opened.update(id, etag, change));
  }

  @Override
  public Future<Person> delete(int id, @Nullable String etag) {
    return use(opened -> opened.delete(id, etag));
  }

  @Override
  public Future<Watch> watch(Handler<PersonChange> changes, Handler<Throwable> end) {
    return use(opened -> opened.watch(changes, end));
  }

  @Override
  public Future<Void> close() {
    closed = true;
    Future<PersonStore> opened = store;
    return opened == null
        ? Future.succeededFuture()
        : opened.transform(
            (result, failure) -> result == null ? Future.succeededFuture() : result.close());
  }
}
