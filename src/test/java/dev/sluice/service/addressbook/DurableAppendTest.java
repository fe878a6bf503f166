package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurableAppendTest {

  @TempDir Path folder;
  private final FaultyDisk disk = new FaultyDisk();
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("file"), "before");
    disk.bytesAtOnce = 2;
  }

  @Test
  void writesAllAtTheEndThoughTheSystemTakesLittleAtATime() throws IOException {
    try (WorseChannel channel = new WorseChannel(open(), disk)) {
      DurableAppend.write(channel, bytes(" and after"));

      assertThat(disk.forced).hasValue(1);
    }
    assertThat(file).hasContent("before and after");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9})
  void setsTheFileBackWhenTheDiskIsFull(int room) throws IOException {
    try (WorseChannel channel = new WorseChannel(open(), disk)) {
      disk.room.set(room);

      assertThatThrownBy(() -> DurableAppend.write(channel, bytes(" and after")))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
    assertThat(file).hasContent("before");
  }

  @Test
  void setsTheFileBackWhenItCannotBeMadeToLast() throws IOException {
    try (WorseChannel channel = new WorseChannel(open(), disk)) {
      disk.forceable = false;
      disk.truncatable = true;

      assertThatThrownBy(() -> DurableAppend.write(channel, bytes(" and after")))
          .hasMessageContaining("Input/output error");
    }
    assertThat(file).hasContent("before");
  }

  @Test
  void saysSoWhenTheFileCannotBeSetBack() throws IOException {
    try (WorseChannel channel = new WorseChannel(open(), disk)) {
      disk.room.set(3);
      disk.truncatable = false;

      assertThatThrownBy(() -> DurableAppend.write(channel, bytes(" and after")))
          .isInstanceOf(DurableAppend.HalfDoneException.class)
          .hasMessage(
              "it may end in the middle of a person; before it had 6 bytes (No space left on"
                  + " device)");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 9, 10})
  void neverShowsPartOfWhatIsToBeWhole(int room) throws IOException {
    try (WorseChannel channel = new WorseChannel(open(), disk)) {
      disk.room.set(room);
      disk.truncatable = false;

      assertThatThrownBy(() -> DurableAppend.writeWhole(channel, bytes(" and after")))
          .isInstanceOf(DurableAppend.HalfDoneException.class);
    }
    byte[] unfinished = bytes("before" + (char) DurableAppend.UNFINISHED + "and after").array();
    assertThat(file).hasBinaryContent(Arrays.copyOf(unfinished, 6 + room));
  }

  @Test
  void writesTheFirstByteOfAWholeWhenTheRestLasts() throws IOException {
    try (WorseChannel channel = new WorseChannel(open(), disk)) {
      DurableAppend.writeWhole(channel, bytes(" and after"));

      assertThat(disk.forced).hasValue(2);
    }
    assertThat(file).hasContent("before and after");
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
