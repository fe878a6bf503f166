package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Makes HTTP/2 connections, in clear text or over TLS. */
final class HttpConnector implements Connector {

  private final ContextInternal owner;
  private final ConnectionOptions options;
  private final HttpClientAgent client;

  HttpConnector(ContextInternal owner, ConnectionOptions options) {
    this.owner = owner;
    this.options = options;
    HttpClientOptions http =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setConnectTimeout((int) options.connectTimeout().toMillis());
    secure(http, options.tls());
    this.client = owner.owner().httpClientBuilder().with(http).build();
  }

  private static void secure(HttpClientOptions http, ChannelTls tls) {
    if (!tls.enabled()) {
      return;
    }
    http.setSsl(true)
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setTrustAll(tls.insecure())
        .setVerifyHost(!tls.insecure());
    if (tls.ca() != null) {
      http.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca()));
    }
    if (tls.cert() != null && tls.key() != null) {
      http.setKeyCertOptions(new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key()));
    }
  }

  @Override
  public Future<Link> connect(Endpoint.Key address) {
    String ip = address.ip();
    Future<HttpClientConnection> connection;
    try {
      connection =
          client.connect(
              new HttpConnectOptions()
                  .setServer(
                      SocketAddress.inetSocketAddress(
                          address.port(), ip == null ? address.host() : ip))
                  .setHost(address.authorityHost())
                  .setPort(address.port()));
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
    return connection
        .timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> connection.onSuccess(HttpClientConnection::close))
        .map(open -> new HttpLink(owner, open, options.maxMessageBytes()));
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
