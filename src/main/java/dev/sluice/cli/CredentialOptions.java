package dev.sluice.cli;

import dev.sluice.channel.CallCredentials;
import dev.sluice.config.ClearText;
import dev.sluice.config.SecretFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command shows its server with each call. */
final class CredentialOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--token",
      paramLabel = "<token>",
      description =
          "The bearer token to send; others on this machine can see it, unlike that of"
              + " --token-file.")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "<file>",
      description = "The file with the bearer token to send.")
  private @Nullable String tokenFile;

  @Option(
      names = "--oauth2-token-url",
      paramLabel = "<url>",
      description = "Where to get tokens, by OAuth 2 client credentials.")
  private @Nullable String tokenUrl;

  @Option(names = "--client-id", paramLabel = "<id>", description = "The client's id there.")
  private @Nullable String clientId;

  @Option(
      names = "--client-secret-file",
      paramLabel = "<file>",
      description = "The file with the client's secret.")
  private @Nullable String clientSecretFile;

  @Option(
      names = "--scope",
      paramLabel = "<scope>",
      description = "What to ask a token for; may be given several times.")
  private List<String> scopes = List.of();

  /**
   * What to show, as a channel's options have it; null for nothing.
   *
   * @throws ParameterException naming the option that is wrong, but no secret
   */
  @Nullable JsonObject json() {
    int kinds = (token == null ? 0 : 1) + (tokenFile == null ? 0 : 1) + (tokenUrl == null ? 0 : 1);
    if (kinds > 1) {
      throw wrong("--token, --token-file, --oauth2-token-url (expected: one of them)");
    }
    if (tokenUrl != null) {
      return clientCredentials(tokenUrl);
    }
    if (clientId != null || clientSecretFile != null || !scopes.isEmpty()) {
      throw wrong(
          "--client-id, --client-secret-file, --scope (expected: --oauth2-token-url beside them)");
    }
    if (tokenFile != null) {
      check("--token-file", read("--token-file", tokenFile));
      return new JsonObject().put("tokenFile", tokenFile);
    }
    if (token != null) {
      check("--token", token);
      return new JsonObject().put("token", token);
    }
    return null;
  }

  /** The option that says what to show. */
  String option() {
    return tokenUrl != null ? "--oauth2-token-url" : tokenFile != null ? "--token-file" : "--token";
  }

  private JsonObject clientCredentials(String url) {
    if (clientId == null || clientSecretFile == null) {
      throw wrong("--oauth2-token-url (expected: --client-id and --client-secret-file beside it)");
    }
    if (!ClearText.isSafeUrl(url)) {
      throw TargetOptions.invalid(
          command, "--oauth2-token-url", url, "an https URL, or http on this machine");
    }
    if (clientId.isBlank()) {
      throw TargetOptions.invalid(command, "--client-id", clientId, "the client's id");
    }
    if (read("--client-secret-file", clientSecretFile).isEmpty()) {
      throw TargetOptions.invalid(
          command, "--client-secret-file", clientSecretFile, "a file with the secret");
    }
    JsonObject oauth2 =
        new JsonObject()
            .put("tokenUrl", url)
            .put("clientId", clientId)
            .put("clientSecretFile", clientSecretFile)
            .put("scopes", new JsonArray(List.copyOf(scopes)));
    return new JsonObject().put("oauth2", oauth2);
  }

  private void check(String option, String value) {
    try {
      CallCredentials.bearer(value);
    } catch (IllegalArgumentException e) {
      throw wrong(option + " (expected: a token of printable ASCII without spaces)");
    }
  }

  private String read(String option, String file) {
    try {
      return SecretFile.read(Path.of(file)).strip();
    } catch (IOException | IllegalArgumentException e) {
      throw TargetOptions.invalid(
          command, option, file, "a file that can be read, of 64 KiB at most");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
