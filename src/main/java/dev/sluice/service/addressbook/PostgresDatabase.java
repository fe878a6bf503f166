package dev.sluice.service.addressbook;

import dev.sluice.config.ConfFile;
import dev.sluice.config.ConfigException;
import dev.sluice.config.ResourceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a database, shared by all stores of one Vert.x instance that have the same
 * options: opened by the first, closed by the last.
 */
final class PostgresDatabase implements Shareable {

  private final VertxInternal vertx;
  private final PostgresOptions options;
  private int users;
  private @Nullable Future<Open> open;

  /** What is open. */
  static final class Open {

    private final ContextInternal context;
    private final Supplier<Pool> opener;
    private final PostgresChanges changes;
    private final PostgresFailures failures;
    private volatile Pool pool;
    private boolean closed;

    private Open(
        ContextInternal context,
        Supplier<Pool> opener,
        PostgresChanges changes,
        PostgresFailures failures) {
      this.context = context;
      this.opener = opener;
      this.changes = changes;
      this.failures = failures;
      this.pool = opener.get();
    }

    /** The connections for calls. */
    Pool pool() {
      return pool;
    }

    /** The connection that listens. */
    PostgresChanges changes() {
      return changes;
    }

    /** What callers are told. */
    PostgresFailures failures() {
      return failures;
    }

    /** Takes new connections in the place of those that do not even say that time is up. */
    void replace(Pool silent) {
      context.execute(
          () -> {
            if (pool == silent && !closed) {
              pool = opener.get();
              silent.close().onFailure(failure -> {});
            }
          });
    }

    private Future<Void> close() {
      return Future.future(
          promise ->
              context.execute(
                  () -> {
                    closed = true;
                    changes.close();
                    pool.close().onComplete(promise);
                  }));
    }
  }

  private PostgresDatabase(VertxInternal vertx, PostgresOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** The database of those options; nothing is connected yet. */
  static PostgresDatabase of(Vertx vertx, PostgresOptions options) {
    LocalMap<PostgresOptions, PostgresDatabase> databases =
        vertx.sharedData().getLocalMap("dev.sluice.addressbook.postgres");
    return databases.computeIfAbsent(
        options, key -> new PostgresDatabase((VertxInternal) vertx, options));
  }

  /**
   * Connects and migrates, unless it is done. Each success is to be followed by a {@link #release}.
   *
   * @return what is open, on the context of the caller; a {@link ConfigException} if the database
   *     cannot be used
   */
  synchronized Future<Open> acquire() {
    Future<Open> current = open;
    if (current == null || current.failed()) {
      users = 0;
      // A context of no verticle, so that the connections outlive the one that is first.
      ContextInternal context = vertx.createEventLoopContext();
      current = context.executeBlocking(() -> connect(context));
      open = current;
    }
    users++;
    Future<Open> shared = current;
    return vertx.getOrCreateContext().future(promise -> shared.onComplete(promise));
  }

  /** Closes what is open if nobody else has acquired it. */
  synchronized Future<Void> release() {
    Future<Open> last = open;
    if (--users > 0 || last == null) {
      return vertx.getOrCreateContext().succeededFuture();
    }
    open = null;
    return vertx
        .getOrCreateContext()
        .future(promise -> last.compose(Open::close).onComplete(promise));
  }

  private Open connect(ContextInternal context) {
    try {
      String password = options.login().find();
      PgConnectOptions server = server(password);
      new PostgresSchema(options, password).migrate();
      PostgresFailures failures = new PostgresFailures(options);
      return new Open(
          context,
          () -> pool(server),
          new PostgresChanges(context, server, options, failures),
          failures);
    } catch (IOException e) {
      throw new ConfigException(List.of("services.addressbook.postgres." + e.getMessage()));
    } catch (SQLException | FlywayException e) {
      throw new ResourceException(
          List.of(
              "services.addressbook.postgres: the database "
                  + options.server()
                  + " cannot be used: "
                  + String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ")));
    }
  }

  private static Buffer certificates(String file) {
    return Buffer.buffer(ConfFile.read("services.addressbook.postgres.sslCertificates", file));
  }

  private Pool pool(PgConnectOptions server) {
    PostgresOptions.Limits limits = options.limits();
    return PgBuilder.pool()
        .connectingTo(server)
        .with(
            new PoolOptions()
                .setMaxSize(limits.poolSize())
                .setMaxWaitQueueSize(limits.maxQueue())
                .setConnectionTimeout((int) limits.acquire().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .using(vertx)
        .build();
  }

  private PgConnectOptions server(String password) {
    String timeout = Long.toString(options.limits().query().toMillis());
    PgConnectOptions server =
        new PgConnectOptions()
            .setHost(options.server().host())
            .setPort(options.server().port())
            .setDatabase(options.server().database())
            .setUser(options.login().user())
            .setPassword(password)
            .setCachePreparedStatements(true)
            .addProperty("application_name", "sluice")
            .addProperty("search_path", options.schema())
            .addProperty("statement_timeout", timeout)
            .addProperty("idle_in_transaction_session_timeout", timeout);
    PostgresOptions.Tls tls = options.tls();
    ClientSSLOptions ssl = new ClientSSLOptions();
    if (tls.mode().verifies()) {
      ssl.setTrustOptions(
          new PemTrustOptions()
              .addCertValue(certificates(Objects.requireNonNull(tls.certificates()))));
    } else {
      ssl.setTrustAll(true);
    }
    boolean named = tls.mode() == PostgresOptions.Mode.VERIFY_FULL;
    ssl.setHostnameVerificationAlgorithm(named ? "HTTPS" : "");
    return server.setSslMode(SslMode.of(tls.mode().word())).setSslOptions(ssl);
  }
}
