package dev.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a person types: lines of UTF-8, whatever the platform's charset. */
final class Answers {

  private static final int MAX_LENGTH = 10_000;

  private final Reader input;

  Answers(InputStream input) {
    this.input = new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder());
  }

  /**
   * Waits for a line.
   *
   * @return the line, without white space around it
   * @throws CallFailure if there is none, or it is not UTF-8, or too long
   */
  String next() throws CallFailure {
    try {
      String line = line();
      if (line == null) {
        throw new CallFailure("the input ended before the last answer; nothing was added", null);
      }
      return line.strip();
    } catch (CharacterCodingException e) {
      throw new CallFailure("an answer is not UTF-8; nothing was added", e);
    } catch (IOException e) {
      throw new CallFailure("cannot read the answers: " + e.getMessage(), e);
    }
  }

  private @Nullable String line() throws IOException, CallFailure {
    StringBuilder line = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0) {
        return line.isEmpty() ? null : line.toString();
      }
      if (line.length() == MAX_LENGTH) {
        throw new CallFailure(
            "an answer is longer than " + MAX_LENGTH + " characters; nothing was added", null);
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
