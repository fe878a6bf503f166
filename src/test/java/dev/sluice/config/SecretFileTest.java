package dev.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SecretFileTest {

  @TempDir Path directory;

  private Path file(byte[] content) throws IOException {
    return Files.write(directory.resolve("secret"), content);
  }

  @Test
  void readsWhatIsThereUpToItsBound() throws IOException {
    assertThat(SecretFile.read(file("é \n".getBytes(UTF_8)))).isEqualTo("é \n");
    assertThat(SecretFile.read(file(new byte[65_536]))).hasSize(65_536);
  }

  @Test
  void refusesWhatHasNoEndOrIsNoText() throws IOException {
    Path large = file(new byte[65_537]);
    assertThatThrownBy(() -> SecretFile.read(large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("more than 65536 bytes");
    Path binary = file(new byte[] {'a', -1});
    assertThatThrownBy(() -> SecretFile.read(binary))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes that are not UTF-8");
    assertThatThrownBy(() -> SecretFile.read(directory)).isInstanceOf(IOException.class);
  }
}
