package dev.sluice.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A token in a file, while the file changes and when it will not do. */
@Timeout(20)
class BearerFileTest extends WithChannels {

  @TempDir Path directory;

  @Test
  void readsATokenFileAgainWhenItHasChanged() throws IOException {
    Instant[] now = {Instant.now()};
    Path file = Files.writeString(directory.resolve("token"), "first\n");
    BearerFile token = new BearerFile(file, () -> now[0]);

    assertThat(token.authorization(vertx).await()).isEqualTo("Bearer first");
    Files.writeString(file, "second");
    assertThat(token.authorization(vertx).await()).isEqualTo("Bearer first");
    now[0] = now[0].plusSeconds(1);
    assertThat(token.authorization(vertx).await()).isEqualTo("Bearer second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "ümlaut"})
  void keepsATokenWhileItsFileWillNotDo(String content) throws IOException {
    Instant[] now = {Instant.now()};
    Path file = Files.writeString(directory.resolve("token"), content);
    BearerFile token = new BearerFile(file, () -> now[0]);
    Future<String> bad = token.authorization(vertx);

    assertThatThrownBy(bad::await)
        .isInstanceOf(IOException.class)
        .hasMessage("the token file has not a token of printable ASCII without spaces: " + file);
    Files.writeString(file, "good");
    now[0] = now[0].plusSeconds(1);
    assertThat(token.authorization(vertx).await()).isEqualTo("Bearer good");
    Files.delete(file);
    now[0] = now[0].plusSeconds(1);
    assertThat(token.authorization(vertx).await()).isEqualTo("Bearer good");
  }

  @Test
  void readsNoTokenFileThatIsTooLarge() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "a".repeat(65_537));
    Future<String> token = new BearerFile(file).authorization(vertx);

    assertThatThrownBy(token::await)
        .isInstanceOf(IOException.class)
        .hasMessage("the token file has more than 65536 bytes: " + file);
    Files.writeString(file, "a".repeat(65_529));
    assertThat(new BearerFile(file).authorization(vertx).await()).hasSize(65_536);
  }

  @Test
  void warnsOnceOfATokenFileThatStaysBad() throws IOException {
    Instant[] now = {Instant.now()};
    Path file = Files.writeString(directory.resolve("token"), "good");
    BearerFile token = new BearerFile(file, () -> now[0]);
    Logger logger = (Logger) LoggerFactory.getLogger(BearerFile.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (String content : List.of("good", "two words", "more words", "good", "two words")) {
        Files.writeString(file, content);
        now[0] = now[0].plusSeconds(1);
        assertThat(token.authorization(vertx).await()).isEqualTo("Bearer good");
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list).hasSize(2);
  }
}
