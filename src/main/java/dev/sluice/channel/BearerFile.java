package dev.sluice.channel;

import dev.sluice.config.SecretFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token that somebody else keeps fresh in a file. A call that is made a second or more after it
 * was read has it read anew. While it will not do, such as when it is being written, the token that
 * was there before is shown. Safe for concurrent use.
 */
final class BearerFile implements CallCredentials {

  private static final Logger LOG = LoggerFactory.getLogger(BearerFile.class);
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Path file;
  private final InstantSource clock;
  private @Nullable Future<@Nullable String> current;
  private @Nullable String good;
  private @Nullable String warned;
  private Instant stale = Instant.MIN;

  BearerFile(Path file) {
    this(file, InstantSource.system());
  }

  BearerFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** The value of {@code authorization} for a token. */
  static String header(String token) {
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException("not a token of printable ASCII without spaces");
    }
    return "Bearer " + token;
  }

  @Override
  public synchronized Future<@Nullable String> authorization(Vertx vertx) {
    Future<@Nullable String> token = current;
    if (token == null || !clock.instant().isBefore(stale)) {
      stale = clock.instant().plus(FRESH);
      token = vertx.executeBlocking(this::read, false);
      current = token;
    }
    return token;
  }

  private @Nullable String read() throws IOException {
    try {
      String header = header(SecretFile.read(file).strip());
      synchronized (this) {
        good = header;
        warned = null;
      }
      return header;
    } catch (IOException | IllegalArgumentException e) {
      String fault =
          e instanceof IOException ? "the token file cannot be read: " : "the token file has ";
      String line = fault + (e instanceof IOException ? file : e.getMessage() + ": " + file);
      synchronized (this) {
        if (good != null) {
          if (!line.equals(warned)) {
            warned = line;
            LOG.warn("{} (the token that it had is used on)", line);
          }
          return good;
        }
      }
      throw new IOException(line, e);
    }
  }
}
