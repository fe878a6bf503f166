package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.json.JsonObject;
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
public final class PostgresServer {

  /** A user who must give a password: {@code right}. */
  static final String GUARDED_USER = "guarded";

  private static final String SUPERUSER = "postgres";
  private static @Nullable PostgresServer running;
  private static @Nullable String reason;

  private final @Nullable Path data;
  private final String host;
  private final int port;
  private final String database;
  private final String user;
  private final @Nullable String password;
  private @Nullable EmbeddedPostgres embedded;

  private PostgresServer(URI uri) {
    String[] login = uri.getUserInfo().split(":", 2);
    data = null;
    host = uri.getHost();
    port = uri.getPort() < 0 ? 5432 : uri.getPort();
    database = uri.getPath().substring(1);
    user = login[0];
    password = login.length == 1 ? null : login[1];
  }

  private PostgresServer() throws IOException, SQLException {
    data = Files.createTempDirectory("sluice-postgres");
    embedded = builder().start();
    host = "localhost";
    port = embedded.getPort();
    database = SUPERUSER;
    user = SUPERUSER;
    password = null;
    Path rules = data.resolve("pg_hba.conf");
    Files.writeString(
        rules, "host all " + GUARDED_USER + " all scram-sha-256\n" + Files.readString(rules));
    execute("CREATE ROLE " + GUARDED_USER + " LOGIN SUPERUSER PASSWORD 'right'");
    execute("SELECT pg_reload_conf()");
  }

  /** The server, running. */
  public static synchronized PostgresServer get() {
    String uri = System.getenv("SLUICE_POSTGRES_URI");
    if (running == null && reason == null) {
      try {
        running = uri == null ? new PostgresServer() : new PostgresServer(URI.create(uri));
      } catch (IOException | SQLException | RuntimeException e) {
        reason = e.toString();
      }
    }
    if (running == null) {
      if (System.getenv("SLUICE_POSTGRES_REQUIRED") != null) {
        fail("No PostgreSQL runs here: " + reason);
      }
      Assumptions.abort("No PostgreSQL runs here: " + reason);
    }
    return running;
  }

  /** The name of a schema that is not there. */
  public static String newSchema() {
    return "test_" + UUID.randomUUID().toString().replace("-", "");
  }

  /** How a store in a schema of the server is configured. */
  public JsonObject conf(String schema) {
    JsonObject conf =
        new JsonObject()
            .put("host", host)
            .put("port", port)
            .put("database", database)
            .put("user", user)
            .put("schema", schema)
            .put("poolSize", 4)
            .put("queryTimeoutSeconds", 5);
    return password == null ? conf : conf.put("password", password);
  }

  /** The server and its database, as messages have it. */
  String address() {
    return host + ":" + port + "/" + database;
  }

  /** A connection past the store. */
  Connection connect() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser(user);
    source.setPassword(password);
    source.setApplicationName("test");
    return source.getConnection();
  }

  /** Executes a statement past the store. */
  public void execute(String sql) throws SQLException {
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
  public void terminateConnections() throws SQLException {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sluice'");
  }

  /** Skips the test if the server is not the tests' own. */
  void assumePrivate() {
    Assumptions.assumeTrue(embedded != null, "The server is not the tests' own");
  }

  /** Stops the server. */
  void stop() throws IOException {
    assumePrivate();
    embedded.close();
  }

  /** Starts the server that was stopped, on the same port. */
  void start() throws IOException {
    embedded = builder().setPort(port).start();
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofSeconds(30))
        .setServerConfig("max_connections", "50");
  }
}
