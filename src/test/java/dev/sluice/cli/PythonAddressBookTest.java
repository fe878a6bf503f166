package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.interop.ExternalClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Address books that go back and forth between the commands and the Python library. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PythonAddressBookTest {

  private static final Path FOLDER = Path.of("src/test/python");
  private static final ExternalClient PYTHON = new ExternalClient("SLUICE_PYTHON", "python3");
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.000080Z");
  private static final String JOHN =
      "[1234, 'John Doe \\u017di\\u017eka', 'jdoe@example.com',"
          + " ['555-4321/1', '+1 555 0100/0'], '2026-01-02T03:04:05.678901Z']";
  private static final String ZOE =
      "[7, 'Zo\\xeb', '', ['+15550100/2', '112/0'], '2026-03-04T05:06:07.000080Z']";

  @TempDir Path folder;
  private String file;

  @BeforeEach
  void needsPython() throws Exception {
    assumeTrue(
        PYTHON.canRun("-c", "import grpc, grpc_tools"),
        "no Python with gRPC: pip install grpcio grpcio-tools, and set SLUICE_PYTHON to its python");
    file = folder.resolve("book").toString();
  }

  @Test
  void listsAndAddsToWhatPythonWrote() throws Exception {
    python("write");

    assertThat(CommandRun.of("list-people", file).out().lines())
        .containsExactly(
            "Person ID: 1234",
            "  Name: John Doe Žižka",
            "  E-mail address: jdoe@example.com",
            "  Home phone #: 555-4321",
            "  Mobile phone #: +1 555 0100",
            "  Updated: 2026-01-02T03:04:05.678901Z");

    addZoe();

    assertThat(python("read").lines()).containsExactly(JOHN, ZOE);
  }

  @Test
  void isReadAndAddedToByPython() throws Exception {
    addZoe();
    byte[] before = Files.readAllBytes(Path.of(file));
    assertThat(python("read").lines()).containsExactly(ZOE);

    python("write");

    byte[] after = Files.readAllBytes(Path.of(file));
    assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
    assertThat(CommandRun.of("list-people", file).out().lines())
        .contains("Person ID: 7", "  Updated: 2026-03-04T05:06:07.000080Z", "Person ID: 1234");
  }

  private void addZoe() {
    CommandRun run =
        CommandRun.of(
            () -> NOW,
            new byte[0],
            "add-person",
            file,
            "--id=7",
            "--name=Zoë",
            "--phone=+15550100:work",
            "--phone=112");
    assertThat(run.code()).as(run.err()).isZero();
  }

  private String python(String command) throws Exception {
    ExternalClient.Ended ended = PYTHON.run(FOLDER, "-B", "address_book.py", command, file);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out();
  }
}
