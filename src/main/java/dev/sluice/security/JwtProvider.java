package dev.sluice.security;

import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import dev.sluice.openapi.SecuritySchemes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code jwt}: tokens that are verified with keys from files or the environment. */
final class JwtProvider implements AuthenticatorProvider {

  /**
   * The options.
   *
   * @param rules what tokens have to be like
   * @param keys {@code keys}: keys by themselves
   * @param jwksFile {@code jwksFile}: the path of a JWK set, or null
   */
  private record Options(TokenRules rules, List<KeyOptions> keys, @Nullable String jwksFile) {

    static Options read(ConfReader conf) {
      Options options =
          new Options(
              TokenRules.read(conf, "what iss is in the tokens", text -> true),
              conf.list("keys", KeyOptions::read),
              conf.optionalString("jwksFile"));
      if (options.keys.isEmpty() && options.jwksFile == null) {
        conf.reject("keys", "at least one key, or a jwksFile");
      }
      return options;
    }
  }

  @Override
  public String type() {
    return "jwt";
  }

  @Override
  public List<String> check(JsonObject options) {
    return Security.faults(options, Options::read);
  }

  @Override
  public JsonObject scheme(JsonObject options) {
    return SecuritySchemes.bearer();
  }

  @Override
  public Future<Authenticator> create(Vertx vertx, String name, JsonObject json) {
    Options options = ConfReader.read(json, "", Options::read);
    return vertx
        .executeBlocking(() -> load(options))
        .map(
            keys ->
                new JwtAuthenticator(
                    name, options.rules(), KeySource.fixed(keys), InstantSource.system()));
  }

  private static KeySet load(Options options) {
    List<VerificationKey> keys = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < options.keys().size(); i++) {
      try {
        keys.add(options.keys().get(i).load());
      } catch (IllegalArgumentException e) {
        faults.add("keys[" + i + "]: " + e.getMessage());
      }
    }
    String file = options.jwksFile();
    if (file != null) {
      try {
        keys.addAll(KeySet.ofJwks(KeyOptions.json(file)).keys());
      } catch (IllegalArgumentException e) {
        faults.add("jwksFile: " + file + ": " + e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return new KeySet(keys);
  }
}
