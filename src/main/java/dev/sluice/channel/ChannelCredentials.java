package dev.sluice.channel;

import dev.sluice.config.ClearText;
import dev.sluice.config.ConfReader;
import dev.sluice.config.SecretFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a channel shows with each call that has no {@code authorization} of its own: {@code
 * credentials}.
 *
 * @param source where it comes from
 * @param clearText whether it is sent to other machines without TLS too
 */
public record ChannelCredentials(CallCredentials source, boolean clearText) {

  /** No credentials. */
  public static final ChannelCredentials NONE = new ChannelCredentials(CallCredentials.NONE, false);

  private static final String TOKEN = "a token of printable ASCII without spaces";

  static ChannelCredentials read(ConfReader conf) {
    String token = conf.optionalSecret("token");
    String env = conf.optionalString("tokenEnv");
    String file = conf.optionalString("tokenFile");
    boolean oauth2 = conf.has("oauth2");
    boolean clearText = conf.bool("clearText", false);
    CallCredentials source = CallCredentials.NONE;
    if (oauth2) {
      source = conf.secretObject("oauth2", ChannelCredentials::clientCredentials);
    } else if (file != null) {
      source = tokenFile(conf, file);
    } else if (env != null) {
      source = bearer(conf, "tokenEnv", System.getenv(env));
    } else if (token != null && !token.isEmpty()) {
      source = bearer(conf, "token", token);
    }
    long kinds = Stream.of(token, env, file).filter(Objects::nonNull).count() + (oauth2 ? 1 : 0);
    if (kinds > 1 || (kinds == 0 && !conf.keys().isEmpty())) {
      conf.rejectSecret("token", "one of token, tokenEnv, tokenFile and oauth2");
    }
    return new ChannelCredentials(source, clearText);
  }

  private static CallCredentials bearer(ConfReader conf, String key, @Nullable String token) {
    try {
      return CallCredentials.bearer(token == null ? "" : token);
    } catch (IllegalArgumentException e) {
      conf.rejectSecret(key, key.equals("token") ? TOKEN : "a variable with " + TOKEN);
      return CallCredentials.NONE;
    }
  }

  private static CallCredentials tokenFile(ConfReader conf, String file) {
    try {
      return CallCredentials.tokenFile(Path.of(file));
    } catch (InvalidPathException e) {
      conf.reject("tokenFile", "the path of a file");
      return CallCredentials.NONE;
    }
  }

  private static CallCredentials clientCredentials(ConfReader conf) {
    String url =
        conf.required("tokenUrl", "an https URL, or http on this machine", ClearText::isSafeUrl);
    String id = conf.required("clientId", "the client's id", text -> true);
    String file = conf.optionalString("clientSecretFile");
    String env = conf.optionalString("clientSecretEnv");
    List<String> scopes = conf.strings("scopes", List.of());
    if ((file == null) == (env == null)) {
      conf.reject("clientSecretFile", "one of clientSecretFile and clientSecretEnv");
      return CallCredentials.NONE;
    }
    String secret = file == null ? System.getenv(String.valueOf(env)) : content(file);
    if (secret == null || secret.isEmpty()) {
      conf.reject(
          file == null ? "clientSecretEnv" : "clientSecretFile",
          file == null
              ? "a variable with the secret"
              : "the path of a file with the secret, of 64 KiB at most");
      return CallCredentials.NONE;
    }
    return url.isEmpty() ? CallCredentials.NONE : new ClientCredentials(url, id, secret, scopes);
  }

  private static @Nullable String content(String file) {
    try {
      return SecretFile.read(Path.of(file)).strip();
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}
