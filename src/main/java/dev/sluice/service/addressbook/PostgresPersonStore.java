package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.grpc.server.StatusException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps people in PostgreSQL, for as many processes as share the database.
 *
 * <p>Each method is one statement or one transaction. A call that fails with UNAVAILABLE may have
 * been carried out all the same, if the connection was lost before the answer had come.
 */
final class PostgresPersonStore implements PersonStore {

  private static final String GET = "SELECT id, content FROM person WHERE id = $1";
  private static final String LOCK = GET + " FOR UPDATE";
  private static final String CREATE = "SELECT create_people($1, $2, $3, $4, $5, $6, $7)";
  private static final String ADD = "SELECT cardinality(add_people($1, $2, $3, $4, $5, $6, $7))";
  private static final String UPDATE =
      "UPDATE person SET content = $2, name = $3, email = $4, folded_name = $5, folded_email = $6,"
          + " phone_types = $7 WHERE id = $1";
  private static final String DELETE = "DELETE FROM person WHERE id = $1 RETURNING id, content";

  /** By how much the server's own word about the time comes first. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final VertxInternal vertx;
  private final InstantSource clock;
  private final PostgresDatabase database;
  private final PostgresDatabase.Open open;
  private final long patience;
  private final AtomicBoolean closed = new AtomicBoolean();

  private PostgresPersonStore(
      Vertx vertx, PostgresOptions options, InstantSource clock, PostgresDatabase.Open open) {
    this.vertx = (VertxInternal) vertx;
    this.clock = clock;
    this.database = PostgresDatabase.of(vertx, options);
    this.open = open;
    this.patience =
        options
            .limits()
            .acquire()
            .plus(options.limits().query().multipliedBy(2))
            .plus(GRACE)
            .toMillis();
  }

  /**
   * Opens the store: connects, and migrates the schema.
   *
   * @param clock tells when a person is added or changed
   * @return the store, to be closed; a {@link dev.sluice.config.ConfigException} if the database
   *     cannot be used
   */
  static Future<PersonStore> open(Vertx vertx, PostgresOptions options, InstantSource clock) {
    return PostgresDatabase.of(vertx, options)
        .acquire()
        .map(open -> new PostgresPersonStore(vertx, options, clock, open));
  }

  @Override
  public Future<Person> get(int id) {
    return call(pool -> run(pool, GET, Tuple.of(id)).map(rows -> one(id, rows)));
  }

  @Override
  public Future<List<Person>> list(PersonFilter filter, int afterId, int limit) {
    return call(
        pool -> {
          PostgresQuery query = PostgresQuery.of(filter, afterId, limit);
          return run(pool, query.text(), query.values())
              .map(rows -> rows.stream().map(PostgresRow::read).toList());
        });
  }

  @Override
  public Future<List<Person>> create(List<Person> people) {
    return call(
        pool -> {
          requireDistinctIds(people);
          List<Person> added = added(people);
          return run(pool, CREATE, PostgresRow.columns(added))
              .map(rows -> withIds(added, rows.iterator().next().getArrayOfIntegers(0)));
        });
  }

  @Override
  public Future<Integer> createMissing(List<Person> people) {
    return call(
        pool -> {
          Map<Integer, Person> first = new LinkedHashMap<>();
          people.forEach(person -> first.putIfAbsent(person.getId(), person));
          return run(pool, ADD, PostgresRow.columns(added(first.values())))
              .map(rows -> rows.iterator().next().getInteger(0));
        });
  }

  @Override
  public Future<Person> update(int id, @Nullable String etag, UnaryOperator<Person> change) {
    return call(
        pool ->
            pool.withTransaction(
                connection ->
                    lock(connection, id, etag)
                        .map(old -> changed(old, change))
                        .compose(
                            person ->
                                run(connection, UPDATE, PostgresRow.values(person))
                                    .map(rows -> Etags.tag(person)))));
  }

  @Override
  public Future<Person> delete(int id, @Nullable String etag) {
    if (etag == null) {
      return call(pool -> run(pool, DELETE, Tuple.of(id)).map(rows -> one(id, rows)));
    }
    return call(
        pool ->
            pool.withTransaction(
                connection ->
                    lock(connection, id, etag)
                        .compose(old -> run(connection, DELETE, Tuple.of(id)).map(rows -> old))));
  }

  @Override
  public Future<Watch> watch(Handler<PersonChange> changes, Handler<Throwable> end) {
    return call(
        pool ->
            open.changes()
                .watch(this, changes, end)
                .map(
                    watch -> {
                      if (closed.get()) {
                        watch.close();
                        throw isClosed();
                      }
                      return watch;
                    }));
  }

  @Override
  public Future<Void> close() {
    if (closed.getAndSet(true)) {
      return vertx.getOrCreateContext().succeededFuture();
    }
    open.changes().end(this, isClosed());
    return database.release();
  }

  private <T> Future<T> call(Function<Pool, Future<T>> work) {
    Pool pool = open.pool();
    Future<T> future;
    try {
      if (closed.get()) {
        throw isClosed();
      }
      future = work.apply(pool);
    } catch (StatusException e) {
      future = vertx.getOrCreateContext().failedFuture(e);
    }
    return open.failures()
        .told(
            future
                .timeout(patience, TimeUnit.MILLISECONDS)
                .onFailure(
                    failure -> {
                      if (failure instanceof TimeoutException) {
                        open.replace(pool);
                      }
                    }));
  }

  private static StatusException isClosed() {
    return StoreFaults.unavailable("the address book is closed");
  }

  private static Future<RowSet<Row>> run(SqlClient client, String statement, Tuple values) {
    return client.preparedQuery(statement).execute(values);
  }

  private static Future<Person> lock(SqlClient client, int id, @Nullable String etag) {
    return run(client, LOCK, Tuple.of(id))
        .map(
            rows -> {
              Person person = one(id, rows);
              if (etag != null && !etag.equals(person.getEtag())) {
                throw StoreFaults.stale(etag, person.getEtag());
              }
              return person;
            });
  }

  private Person changed(Person old, UnaryOperator<Person> change) {
    Person changed;
    try {
      changed = Objects.requireNonNull(change.apply(old), "the changed person");
    } catch (RuntimeException e) {
      throw new PostgresFailures.CallerException(e);
    }
    return PostgresRow.changed(old, changed, clock);
  }

  private List<Person> added(Collection<Person> people) {
    return people.stream().map(person -> PostgresRow.added(person, clock)).toList();
  }

  private static Person one(int id, RowSet<Row> rows) {
    for (Row row : rows) {
      return PostgresRow.read(row);
    }
    throw StoreFaults.notFound(id);
  }

  private static List<Person> withIds(List<Person> people, Integer[] ids) {
    List<Person> stored = new ArrayList<>(ids.length);
    for (int i = 0; i < ids.length; i++) {
      stored.add(Etags.tag(people.get(i).toBuilder().setId(ids[i]).build()));
    }
    return stored;
  }

  private static void requireDistinctIds(List<Person> people) {
    Set<Integer> ids = new HashSet<>();
    for (Person person : people) {
      if (person.getId() != 0 && !ids.add(person.getId())) {
        throw StoreFaults.twice(person.getId());
      }
    }
  }
}
