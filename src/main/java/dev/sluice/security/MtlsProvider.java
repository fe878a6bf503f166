package dev.sluice.security;

import dev.sluice.config.ConfReader;
import dev.sluice.openapi.SecuritySchemes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code mtls}: the certificate that the client has shown in the TLS handshake. */
final class MtlsProvider implements AuthenticatorProvider {

  private static CertificateName read(ConfReader conf) {
    return conf.oneOf("principal", CertificateName.SUBJECT);
  }

  @Override
  public String type() {
    return "mtls";
  }

  @Override
  public List<String> check(JsonObject options) {
    return Security.faults(options, MtlsProvider::read);
  }

  @Override
  public JsonObject scheme(JsonObject options) {
    return SecuritySchemes.mutualTls();
  }

  @Override
  public Future<Authenticator> create(Vertx vertx, String name, JsonObject options) {
    CertificateName source = ConfReader.read(options, "", MtlsProvider::read);
    return Future.succeededFuture(new MtlsAuthenticator(name, source));
  }
}
