package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.fail;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL for tests, one for all of them: that of {@code SLUICE_POSTGRES_URI}, for example
 * {@code postgresql://user:password@localhost:5432/sluice_test}, or a private one from the binaries
 * that Maven brings. Where neither runs, tests are skipped, unless {@code SLUICE_POSTGRES_REQUIRED}
 * is set.
 */
final class PostgresServer {

  /** A user who must give a password: {@code right}. */
  static final String GUARDED_USER = "guarded";

  private static final String SUPERUSER = "postgres";
  private static @Nullable PostgresServer running;
  private static @Nullable Exception reason;

  private final @Nullable Path data;
  private final PostgresOptions.Server address;
  private final PostgresOptions.Login login;
  private @Nullable EmbeddedPostgres embedded;

  private PostgresServer(URI uri) {
    String[] user = uri.getUserInfo().split(":", 2);
    data = null;
    address =
        new PostgresOptions.Server(
            uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort(), uri.getPath().substring(1));
    login = new PostgresOptions.Login(user[0], user.length == 1 ? null : user[1], null, null);
  }

  private PostgresServer() throws IOException, SQLException {
    data = Files.createTempDirectory("sluice-postgres");
    embedded = builder().start();
    address = new PostgresOptions.Server("localhost", embedded.getPort(), SUPERUSER);
    login = new PostgresOptions.Login(SUPERUSER, null, null, null);
    Path rules = data.resolve("pg_hba.conf");
    Files.writeString(
        rules, "host all " + GUARDED_USER + " all scram-sha-256\n" + Files.readString(rules));
    execute("CREATE ROLE " + GUARDED_USER + " LOGIN SUPERUSER PASSWORD 'right'");
    execute("SELECT pg_reload_conf()");
  }

  /** The server, running. */
  static synchronized PostgresServer get() {
    String uri = System.getenv("SLUICE_POSTGRES_URI");
    if (running == null && reason == null) {
      try {
        running = uri == null ? new PostgresServer() : new PostgresServer(URI.create(uri));
      } catch (IOException | SQLException | RuntimeException e) {
        reason = e;
      }
    }
    if (running == null) {
      if (System.getenv("SLUICE_POSTGRES_REQUIRED") != null) {
        fail("No PostgreSQL runs here", reason);
      }
      Assumptions.abort("No PostgreSQL runs here: " + reason);
    }
    return running;
  }

  /** The name of a schema that is not there. */
  static String newSchema() {
    return "test_" + UUID.randomUUID().toString().replace("-", "");
  }

  PostgresOptions options(String schema) {
    return new PostgresOptions(
        address,
        login,
        new PostgresOptions.Tls(PostgresOptions.Mode.PREFER, null),
        limits(4, 1_000, 5),
        schema);
  }

  PostgresOptions options(String schema, PostgresOptions.Login user) {
    return new PostgresOptions(address, user, options(schema).tls(), limits(4, 1_000, 5), schema);
  }

  PostgresOptions options(String schema, PostgresOptions.Limits limits) {
    return new PostgresOptions(address, login, options(schema).tls(), limits, schema);
  }

  PostgresOptions.Server address() {
    return address;
  }

  static PostgresOptions.Limits limits(int poolSize, int maxQueue, int querySeconds) {
    return new PostgresOptions.Limits(
        poolSize,
        maxQueue,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(querySeconds));
  }

  /** A connection past the store. */
  Connection connect() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {address.host()});
    source.setPortNumbers(new int[] {address.port()});
    source.setDatabaseName(address.database());
    source.setUser(login.user());
    source.setPassword(login.password());
    source.setApplicationName("test");
    return source.getConnection();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one number that a query gives. */
  long count(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Cuts all connections of stores. */
  void terminateConnections() throws SQLException {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sluice'");
  }

  /** Stops the server; the test is skipped if it is not a private one. */
  void stop() throws IOException {
    Assumptions.assumeTrue(embedded != null, "The server is not the test's own");
    embedded.close();
  }

  /** Starts the server that was stopped, on the same port. */
  void start() throws IOException {
    embedded = builder().setPort(address.port()).start();
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofSeconds(30))
        .setServerConfig("max_connections", "50");
  }
}
