package dev.sluice.server;

import dev.sluice.config.ConfigException;
import dev.sluice.config.TlsConfig;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS on the server's port, with certificates that may be replaced on disk while it runs.
 *
 * <p>Belongs to a verticle's event loop; files are read on worker threads.
 */
final class Tls {

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  private final Vertx vertx;
  private final TlsConfig config;
  private final SSLEngineOptions engine;
  private TlsMaterial material;
  private boolean reading;
  private @Nullable String refusal;

  private Tls(Vertx vertx, TlsConfig config, SSLEngineOptions engine, TlsMaterial material) {
    this.vertx = vertx;
    this.config = config;
    this.engine = engine;
    this.material = material;
  }

  /**
   * Reads the files that the conf names.
   *
   * @return TLS as it is to be; failed with a {@link ConfigException} that has a line for each file
   *     that will not do
   */
  static Future<Tls> of(Vertx vertx, TlsConfig config) {
    return vertx.executeBlocking(
        () -> new Tls(vertx, config, engine(config), TlsMaterial.read(vertx, config)), false);
  }

  private static SSLEngineOptions engine(TlsConfig config) {
    if (config.engine() != TlsConfig.Engine.JDK && OpenSsl.isAvailable()) {
      return new OpenSSLEngineOptions();
    }
    if (config.engine() == TlsConfig.Engine.OPENSSL) {
      throw new ConfigException(
          List.of(
              "tls.engine: openssl (expected: jdk or auto; OpenSSL cannot be used here: "
                  + OpenSsl.unavailabilityCause()
                  + ")"));
    }
    // A client could shake hands again and again on one connection, which costs the server much and
    // the client little. The JDK looks at this when it first shakes hands.
    if (System.getProperty(REJECT_RENEGOTIATION) == null) {
      System.setProperty(REJECT_RENEGOTIATION, "true");
    }
    return new JdkSSLEngineOptions();
  }

  /** Has a server speak TLS. */
  HttpServerOptions configure(HttpServerOptions options) {
    LOG.debug("TLS by {}: {}", engine.getClass().getSimpleName(), material.describe());
    ServerSSLOptions ssl = options(material);
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setSslEngineOptions(engine)
        .setKeyCertOptions(ssl.getKeyCertOptions())
        .setTrustOptions(ssl.getTrustOptions())
        .setClientAuth(ssl.getClientAuth())
        .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols())
        .setSslHandshakeTimeoutUnit(ssl.getSslHandshakeTimeoutUnit())
        .setSslHandshakeTimeout(ssl.getSslHandshakeTimeout());
  }

  private ServerSSLOptions options(TlsMaterial of) {
    return new ServerSSLOptions()
        .setClientAuth(
            switch (config.clients().auth()) {
              case NONE -> ClientAuth.NONE;
              case REQUEST -> ClientAuth.REQUEST;
              case REQUIRE -> ClientAuth.REQUIRED;
            })
        .setKeyCertOptions(of.key())
        .setTrustOptions(of.trust())
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(config.protocols()))
        .setUseAlpn(true)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslHandshakeTimeout(config.handshakeTimeout().toMillis());
  }

  /**
   * Looks at the files from time to time, for as long as the context lives, and has a server show a
   * new certificate to those who connect from then on. Connections stay as they are.
   */
  void watch(HttpServer server) {
    if (!config.reload().isZero()) {
      vertx.setPeriodic(config.reload().toMillis(), timer -> look(server));
    }
  }

  private void look(HttpServer server) {
    if (reading) {
      return;
    }
    reading = true;
    vertx
        .executeBlocking(() -> TlsMaterial.read(vertx, config), false)
        .compose(found -> found.equals(material) ? Future.succeededFuture() : use(server, found))
        .onSuccess(v -> refusal = null)
        .onFailure(this::refuse)
        .onComplete(v -> reading = false);
  }

  private Future<Void> use(HttpServer server, TlsMaterial found) {
    return server
        .updateSSLOptions(options(found))
        .map(
            changed -> {
              material = found;
              if (changed) {
                LOG.info("TLS certificate replaced: {}", found.describe());
              }
              return null;
            });
  }

  /** Says once what is wrong with the new files; they may be half-written, or stay wrong. */
  private void refuse(Throwable why) {
    String reason = String.valueOf(why.getMessage()).replace('\n', ';');
    if (!reason.equals(refusal)) {
      refusal = reason;
      LOG.warn("TLS files cannot be used, the certificate stays as it is: {}", reason);
    }
  }
}
