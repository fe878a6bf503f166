package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonArgumentTest {

  @Test
  void isEmptyWhenNotGiven() {
    assertThat(JsonArgument.read("-conf", null)).isEqualTo(new JsonObject());
  }

  @Test
  void readsJsonAsItIs() {
    assertThat(JsonArgument.read("-conf", " {\"port\": 1}\n").getInteger("port")).isOne();
  }

  @Test
  void readsAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("conf.json"), "{\"port\": 1}\n");

    assertThat(JsonArgument.read("-conf", file.toString()).getInteger("port")).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"port\": }     ~ :1:10: not JSON: Unexpected character",
        "{\"port\": 1     ~ :1:11: not JSON: Unexpected end-of-input",
        "{port: 1}        ~ :1:2: not JSON: Unexpected character",
        "{\"a\": 1, \"a\": 2} ~ not JSON: Duplicate field 'a'",
        "{\"a\": 1} true  ~ text after the JSON object",
        "[]               ~ : not a JSON object",
        "8080             ~ : not a JSON object",
        "''               ~ : not a JSON object: there is nothing",
        "port=1           ~ not JSON: Unrecognized token 'port'"
      })
  void saysWhereAFileIsWrong(String text, String fault, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("conf.json"), text);

    assertThatThrownBy(() -> JsonArgument.read("-conf", file.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(fault);
  }

  @Test
  void saysThatAFileIsNotUtf8(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("conf.json");
    Files.write(file, "{\"host\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> JsonArgument.read("-conf", file.toString()))
        .hasMessage(file + ": the text is not UTF-8");
  }

  @Test
  void saysThatThereIsNoSuchFile() {
    assertThatThrownBy(() -> JsonArgument.read("-conf", "no/such.json"))
        .hasMessage("no/such.json: no such file");
  }

  @Test
  void saysThatAFolderIsNoFile(@TempDir Path folder) {
    assertThatThrownBy(() -> JsonArgument.read("-conf", folder.toString()))
        .hasMessage(folder + ": is a directory (expected: a file)");
  }

  @Test
  void rejectsABlankArgument() {
    assertThatThrownBy(() -> JsonArgument.read("-conf", " "))
        .hasMessage("-conf: \" \" (expected: a JSON file, or a JSON object)");
  }
}
