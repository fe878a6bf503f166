package dev.sluice.security;

import dev.sluice.config.ClearText;
import dev.sluice.config.ConfFile;
import dev.sluice.config.ConfReader;
import dev.sluice.openapi.SecuritySchemes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code oidc}: tokens of an OpenID Connect issuer, whose keys are fetched from it. */
final class OidcProvider implements AuthenticatorProvider {

  private static final String GOOGLE = "google";
  private static final String GOOGLE_ISSUER = "https://accounts.google.com";

  /**
   * The options.
   *
   * @param rules what tokens have to be like
   * @param limits how long keys are good for
   * @param authorities {@code caFile}: PEM of who is trusted for the issuer's certificate, or null
   */
  private record Options(TokenRules rules, IssuerKeys.Limits limits, @Nullable String authorities) {

    static Options read(ConfReader conf) {
      TokenRules rules =
          TokenRules.read(
              conf,
              "google, or the issuer's https URL (http on localhost)",
              text -> text.equals(GOOGLE) || ClearText.isSafeUrl(text));
      return new Options(
          rules.issuer().equals(GOOGLE) ? rules.withIssuer(GOOGLE_ISSUER) : rules,
          new IssuerKeys.Limits(
              conf.seconds("keysRefreshSeconds", 3600, 60, 86_400),
              conf.seconds("keysExpireSeconds", 86_400, 60, 30 * 86_400)),
          conf.optionalString("caFile"));
    }
  }

  @Override
  public String type() {
    return "oidc";
  }

  @Override
  public List<String> check(JsonObject options) {
    return Security.faults(options, Options::read);
  }

  @Override
  public JsonObject scheme(JsonObject options) {
    return SecuritySchemes.openIdConnect(
        ConfReader.read(options, "", Options::read).rules().issuer());
  }

  @Override
  public Future<Authenticator> create(Vertx vertx, String name, JsonObject json) {
    Options options = ConfReader.read(json, "", Options::read);
    InstantSource clock = InstantSource.system();
    return authorities(vertx, options)
        .compose(
            pem ->
                IssuerKeys.discover(
                    vertx,
                    options.rules().issuer(),
                    options.limits(),
                    new IssuerClient(vertx, pem),
                    clock))
        .map(keys -> new JwtAuthenticator(name, options.rules(), keys, clock));
  }

  private static Future<@Nullable Buffer> authorities(Vertx vertx, Options options) {
    String file = options.authorities();
    if (file == null) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(() -> Buffer.buffer(ConfFile.read("caFile", file)));
  }
}
