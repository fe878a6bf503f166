package dev.sluice.service.addressbook;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema to what this version of the store works with.
 *
 * <p>The migrations are those of Flyway, in the package's folder {@code postgres}. Of processes
 * that start at once, one migrates and the others wait for it. A schema that a newer version has
 * migrated is left as it is.
 */
final class PostgresSchema {

  private static final String MIGRATIONS =
      "classpath:" + PostgresSchema.class.getPackageName().replace('.', '/') + "/postgres";
  private static final long LOCK = 0x736c_7569_6365L;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final PostgresOptions options;
  private final String password;

  PostgresSchema(PostgresOptions options, String password) {
    this.options = options;
    this.password = password;
  }

  /**
   * Migrates. Blocks.
   *
   * @throws SQLException if the database cannot be reached or used
   * @throws FlywayException if the schema is not one that can be migrated
   */
  void migrate() throws SQLException {
    PGSimpleDataSource source = source();
    try (Connection lock = source.getConnection();
        Statement statement = lock.createStatement()) {
      statement.execute("SET lock_timeout = " + PATIENCE.toMillis());
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      Flyway.configure(PostgresSchema.class.getClassLoader())
          .dataSource(source)
          .schemas(options.schema())
          .locations(MIGRATIONS)
          .failOnMissingLocations(true)
          .loggers("slf4j")
          .load()
          .migrate();
    }
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {options.server().host()});
    source.setPortNumbers(new int[] {options.server().port()});
    source.setDatabaseName(options.server().database());
    source.setUser(options.login().user());
    source.setPassword(password);
    source.setSslMode(options.tls().mode().word());
    if (options.tls().certificates() != null) {
      source.setSslRootCert(options.tls().certificates());
    }
    int seconds = (int) options.limits().connect().toSeconds();
    source.setConnectTimeout(seconds);
    source.setLoginTimeout(seconds);
    source.setApplicationName("sluice");
    return source;
  }
}
