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
class ConfFileTest {

  @TempDir Path directory;

  private String file(byte[] content) throws IOException {
    return Files.write(directory.resolve("file"), content).toString();
  }

  private static void refuses(String file, String fault) {
    assertThatThrownBy(() -> ConfFile.readText(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(fault);
  }

  @Test
  void readsWhatIsThereUpToItsBound() throws IOException {
    assertThat(ConfFile.readText(file("é \n".getBytes(UTF_8)))).isEqualTo("é \n");
    assertThat(ConfFile.read(file(new byte[16 << 20]))).hasSize(16 << 20);
  }

  @Test
  void saysWhyItCannotReadAFile() throws IOException {
    refuses(file(new byte[(16 << 20) + 1]), "more than 16777216 bytes");
    refuses(file(new byte[] {'a', -1}), "the text is not UTF-8");
    refuses(directory.toString(), "is a directory (expected: a file)");
    refuses(directory.resolve("none").toString(), "no such file");
    refuses("a\0b", "no such file");
    refuses(file(new byte[0]) + "/child", "cannot be read: Not a directory");
  }
}
