package dev.sluice.service.addressbook;

import dev.sluice.config.ConfReader;
import dev.sluice.config.SecretFile;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How people are kept in PostgreSQL.
 *
 * @param server where it is
 * @param login as whom
 * @param tls how the connection is secured
 * @param limits how much, and how long
 * @param schema in which schema; it is made if it is not there
 */
record PostgresOptions(Server server, Login login, Tls tls, Limits limits, String schema)
    implements Shareable {

  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,39}");
  private static final int DEFAULT_PORT = 5432;

  /** A database of a server. */
  record Server(String host, int port, String database) {
    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + "/" + database;
    }
  }

  /**
   * A user, and where the password is; at most one of the three is not null.
   *
   * @param user the user
   * @param password the password itself
   * @param file a file with nothing else in it but perhaps the end of a line
   * @param variable an environment variable
   */
  record Login(
      String user, @Nullable String password, @Nullable String file, @Nullable String variable) {

    /**
     * Finds the password. Blocks while a file is read.
     *
     * @return the password, empty for none
     * @throws IOException with a line for a person if it is not where it should be
     */
    String find() throws IOException {
      if (file != null) {
        try {
          return SecretFile.read(Path.of(file)).stripTrailing();
        } catch (IOException | IllegalArgumentException e) {
          throw new IOException("passwordFile: \"" + file + "\": cannot be read", e);
        }
      }
      if (variable != null) {
        String value = System.getenv(variable);
        if (value == null) {
          throw new IOException("passwordEnv: \"" + variable + "\": is not set");
        }
        return value;
      }
      return password == null ? "" : password;
    }

    @Override
    public String toString() {
      return user;
    }
  }

  /** What is asked of TLS; as in PostgreSQL's own programs. */
  enum Mode {
    DISABLE,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /** The name that PostgreSQL's programs know. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean verifies() {
      return this == VERIFY_CA || this == VERIFY_FULL;
    }
  }

  /**
   * How the connection is secured.
   *
   * @param mode what is asked
   * @param certificates a PEM file with those who vouch for the server; not null if it is verified
   */
  record Tls(Mode mode, @Nullable String certificates) {}

  /**
   * The limits.
   *
   * @param poolSize how many connections at most, besides the one that listens for changes
   * @param maxQueue how many calls may wait for a connection
   * @param connect how long to connect may take
   * @param acquire how long a call waits for a connection
   * @param query how long the server may take to answer
   */
  record Limits(int poolSize, int maxQueue, Duration connect, Duration acquire, Duration query) {}

  /** Reads the options, all faults at once. */
  static PostgresOptions read(ConfReader conf) {
    Server server =
        new Server(
            conf.string("host", "localhost"),
            conf.integer("port", DEFAULT_PORT, 1, 65_535),
            conf.string("database", "sluice"));
    return new PostgresOptions(server, login(conf), tls(conf), limits(conf), schema(conf));
  }

  private static Login login(ConfReader conf) {
    Login login =
        new Login(
            conf.string("user", "sluice"),
            conf.optionalString("password"),
            conf.optionalString("passwordFile"),
            conf.optionalString("passwordEnv"));
    String one = "only one of password, passwordFile and passwordEnv";
    if (login.file != null && (login.password != null || login.variable != null)) {
      conf.reject("passwordFile", one);
    } else if (login.variable != null && login.password != null) {
      conf.reject("passwordEnv", one);
    }
    return login;
  }

  private static Tls tls(ConfReader conf) {
    String word = conf.string("sslMode", Mode.PREFER.word());
    Mode mode =
        Arrays.stream(Mode.values())
            .filter(each -> each.word().equals(word))
            .findFirst()
            .orElse(null);
    if (mode == null) {
      conf.reject("sslMode", "one of disable, prefer, require, verify-ca, verify-full");
      mode = Mode.PREFER;
    }
    String certificates = conf.optionalString("sslCertificates");
    if (mode.verifies() && certificates == null) {
      conf.reject("sslCertificates", "a PEM file, since sslMode is " + mode.word());
    }
    return new Tls(mode, certificates);
  }

  private static Limits limits(ConfReader conf) {
    return new Limits(
        conf.integer("poolSize", 8, 1, 1_000),
        conf.integer("maxQueue", 1_000, 0, 1_000_000),
        conf.seconds("connectTimeoutSeconds", 5, 1, 300),
        conf.seconds("acquireTimeoutSeconds", 5, 1, 300),
        conf.seconds("queryTimeoutSeconds", 10, 1, 3_600));
  }

  private static String schema(ConfReader conf) {
    String schema = conf.string("schema", "sluice");
    if (!SCHEMA.matcher(schema).matches() || schema.startsWith("pg_")) {
      conf.reject("schema", "at most 40 of a-z, 0-9 and _, no digit and no pg_ first");
    }
    return schema;
  }
}
