package dev.sluice.security;

import dev.sluice.call.Metadata;
import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import dev.sluice.openapi.SecuritySchemes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** {@code apiKey}: keys in a header, whose hashes are in a file. */
final class ApiKeyProvider implements AuthenticatorProvider {

  /**
   * The options.
   *
   * @param file {@code file}: the path of the file with the keys
   * @param header {@code header}: the name of the header, in lower case
   * @param reload {@code reloadSeconds}: how often the file is read again; zero for never
   */
  private record Options(String file, String header, Duration reload) {

    static Options read(ConfReader conf) {
      Options options =
          new Options(
              conf.required("file", "the path of a file with keys", text -> true),
              conf.string("header", "x-api-key"),
              conf.seconds("reloadSeconds", 10, 0, 86_400));
      if (!Metadata.isAllowedName(options.header)
          || options.header.equals("authorization")
          || options.header.endsWith("-bin")) {
        conf.reject("header", "the name of a header of one's own, in lower case");
      }
      return options;
    }
  }

  @Override
  public String type() {
    return "apiKey";
  }

  @Override
  public List<String> check(JsonObject options) {
    return Security.faults(options, Options::read);
  }

  @Override
  public JsonObject scheme(JsonObject options) {
    return SecuritySchemes.apiKey(ConfReader.read(options, "", Options::read).header());
  }

  @Override
  public Future<Authenticator> create(Vertx vertx, String name, JsonObject json) {
    Options options = ConfReader.read(json, "", Options::read);
    return vertx
        .executeBlocking(() -> load(options.file(), name))
        .map(
            keys -> {
              ApiKeyAuthenticator made = new ApiKeyAuthenticator(vertx, options.header(), keys);
              if (!options.reload().isZero()) {
                made.reload(options.reload().toMillis(), () -> load(options.file(), name));
              }
              return made;
            });
  }

  private static ApiKeys load(String file, String authenticator) {
    try {
      return ApiKeys.read(KeyOptions.json(file), authenticator);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("file: " + file + ": " + e.getMessage()));
    } catch (ConfigException e) {
      throw new ConfigException(
          e.faults().stream().map(fault -> "file: " + file + ": " + fault).toList());
    }
  }
}
