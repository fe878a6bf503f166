package dev.sluice.channel;

import dev.sluice.config.ConfFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes HTTP/2 connections, in clear text or over TLS. */
final class HttpConnector implements Connector {

  private final ContextInternal owner;
  private final ConnectionOptions options;
  private final HttpClientAgent client;
  private @Nullable Future<ClientSSLOptions> secured;

  HttpConnector(ContextInternal owner, ConnectionOptions options) {
    this.owner = owner;
    this.options = options;
    HttpClientOptions http =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setConnectTimeout((int) options.connectTimeout().toMillis());
    if (options.tls().enabled()) {
      http.setSsl(true).setUseAlpn(true);
    }
    this.client = owner.owner().httpClientBuilder().with(http).build();
  }

  @Override
  public Future<Link> connect(Endpoint.Key address) {
    HttpConnectOptions target = target(address);
    Future<HttpClientConnection> connection =
        options.tls().enabled()
            ? secured().compose(tls -> client.connect(target.setSslOptions(tls)))
            : owner.succeededFuture().compose(none -> client.connect(target));
    return connection
        .timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> connection.onSuccess(HttpClientConnection::close))
        .map(open -> new HttpLink(owner, open, options.maxMessageBytes()));
  }

  private static HttpConnectOptions target(Endpoint.Key address) {
    String ip = address.ip();
    return new HttpConnectOptions()
        .setServer(
            SocketAddress.inetSocketAddress(address.port(), ip == null ? address.host() : ip))
        .setHost(address.authorityHost())
        .setPort(address.port());
  }

  /** What TLS is made with: files are read by the first connection, and until that could. */
  private Future<ClientSSLOptions> secured() {
    Future<ClientSSLOptions> read = secured;
    if (read == null || read.failed()) {
      read = owner.executeBlocking(() -> read(options.tls()), false);
      secured = read;
    }
    return read;
  }

  private static ClientSSLOptions read(ChannelTls tls) {
    ClientSSLOptions ssl =
        new ClientSSLOptions()
            .setUseAlpn(true)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setTrustAll(tls.insecure())
            .setHostnameVerificationAlgorithm(tls.insecure() ? "" : "HTTPS");
    if (tls.ca() != null) {
      ssl.setTrustOptions(new PemTrustOptions().addCertValue(read("tls.ca", tls.ca())));
    }
    if (tls.cert() != null && tls.key() != null) {
      ssl.setKeyCertOptions(
          new PemKeyCertOptions()
              .setCertValue(read("tls.cert", tls.cert()))
              .setKeyValue(read("tls.key", tls.key())));
    }
    return ssl;
  }

  private static Buffer read(String key, String file) {
    return Buffer.buffer(ConfFile.read(key, file));
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
