package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.ServiceProvider;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on the port: who is let in, and by which door. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsTest {

  static final MethodDescriptor<HelloRequest, HelloReply> SAY_HELLO =
      MethodDescriptor.<HelloRequest, HelloReply>newBuilder()
          .setFullMethodName("helloworld.Greeter/SayHello")
          .setType(MethodDescriptor.MethodType.UNARY)
          .setRequestMarshaller(ProtoUtils.marshaller(HelloRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(HelloReply.getDefaultInstance()))
          .build();

  @TempDir static Path made;
  private static Certificates certificates;

  private final Vertx vertx = Vertx.vertx();
  private int port;

  /** Kept, for a client that nobody refers to closes itself. */
  private WebSocketClient sockets;

  @BeforeAll
  static void makeCertificates() {
    certificates = Certificates.make(made);
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private void start(JsonObject conf, ServiceProvider... services) throws Exception {
    ServerVerticle verticle = new ServerVerticle(List.of(services));
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    port = verticle.actualPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void servesGrpc(String engine) throws Exception {
    start(certificates.conf(new JsonObject().put("engine", engine)));

    assertThat(greet(null)).isEqualTo("Hello, you");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, jdk, TLSv1.2",
    "HTTP_2, jdk, TLSv1.3",
    "HTTP_1_1, openssl, TLSv1.3",
    "HTTP_2, openssl, TLSv1.2"
  })
  void servesRestOverTheVersionThatIsNegotiated(
      HttpClient.Version version, String engine, String protocol) throws Exception {
    start(
        certificates.conf(
            new JsonObject().put("engine", engine).put("protocols", List.of(protocol))));

    HttpResponse<String> answer =
        http(version).send(get("/v1/hello/you"), HttpResponse.BodyHandlers.ofString());

    assertThat(answer.body()).isEqualTo("{\"message\":\"Hello, you\"}");
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
  void servesGrpcWeb(HttpClient.Version version) throws Exception {
    start(certificates.conf(new JsonObject()));
    byte[] hello = HelloRequest.newBuilder().setName("you").build().toByteArray();
    byte[] frame = new byte[5 + hello.length];
    frame[4] = (byte) hello.length;
    System.arraycopy(hello, 0, frame, 5, hello.length);

    HttpResponse<String> answer =
        http(version)
            .send(
                HttpRequest.newBuilder(uri("/helloworld.Greeter/SayHello"))
                    .header("content-type", "application/grpc-web+proto")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(frame))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.body()).contains("Hello, you").contains("grpc-status:0");
  }

  @Test
  void servesWebSockets() throws Exception {
    start(certificates.conf(new JsonObject()));
    sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setSsl(true)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(certificates.file("ca.pem").toString())));
    CompletableFuture<Short> closed = new CompletableFuture<>();

    await(
        sockets
            .connect(port, "localhost", "/v1/routes:chat")
            .compose(
                socket -> {
                  socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
                  return socket.writeTextMessage("");
                }));

    assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo((short) 1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void letsNobodyInWithoutTheCertificateThatIsRequired(String engine) throws Exception {
    PeerWatch peers = new PeerWatch();
    start(requiring("require").put("services", PeerWatch.WITHOUT_GREETER), peers);

    assertThatThrownBy(() -> greet(null)).isInstanceOf(StatusRuntimeException.class);
    assertThat(peers.seen).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"require, jdk", "request, jdk", "require, openssl", "request, openssl"})
  void tellsACallTheCertificateOfItsClient(String auth, String engine) throws Exception {
    PeerWatch peers = new PeerWatch();
    JsonObject conf = requiring(auth).put("services", PeerWatch.WITHOUT_GREETER);
    conf.getJsonObject("tls").put("engine", engine);
    start(conf, peers);

    greet("client");

    X509Certificate own = certificates.certificate("client.pem");
    assertThat(peers.seen).hasSize(1);
    assertThat(peers.seen.get(0)).first().isEqualTo(own);
    assertThat(own.getSubjectX500Principal().getName()).contains("CN=client");
    assertThat(own.getSubjectAlternativeNames()).contains(List.of(2, "localhost"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void letsClientsGoWithoutACertificateThatIsOnlyRequested(String engine) throws Exception {
    PeerWatch peers = new PeerWatch();
    JsonObject conf = requiring("request").put("services", PeerWatch.WITHOUT_GREETER);
    conf.getJsonObject("tls").put("engine", engine);
    start(conf, peers);

    greet(null);

    assertThat(peers.seen).containsExactly(List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void refusesACertificateByAnAuthorityThatIsNotTrusted(String engine, @TempDir Path other)
      throws Exception {
    Certificates strangers = Certificates.make(other);
    JsonObject conf = requiring("request");
    conf.getJsonObject("tls").put("ca", strangers.file("ca.pem").toString()).put("engine", engine);
    start(conf);

    assertThatThrownBy(() -> greet("client")).isInstanceOf(StatusRuntimeException.class);
    assertThat(greet(null)).isEqualTo("Hello, you");
  }

  @ParameterizedTest
  @CsvSource({"jdk, PEM", "openssl, PEM", "jdk, PKCS12", "openssl, PKCS12"})
  void takesCertificatesThatAreReplacedAndKeepsItsConnections(
      String engine, String form, @TempDir Path folder) throws Exception {
    Certificates live = Certificates.make(folder.resolve("live"));
    Certificates next = Certificates.make(folder.resolve("next"));
    JsonObject reload = new JsonObject().put("reloadSeconds", 1).put("engine", engine);
    start(form.equals("PEM") ? live.conf(reload) : live.keyStoreConf(reload));
    try (Socket kept = connect(live)) {
      assertThat(status(kept)).isEqualTo(200);

      live.replaceServer(next);

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                try (Socket fresh = connect(next)) {
                  assertThat(status(fresh)).isEqualTo(200);
                }
              });
      assertThat(status(kept)).isEqualTo(200);
      assertThatThrownBy(() -> connect(live)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void keepsItsCertificateWhileTheNewFilesDoNotFitEachOther(@TempDir Path folder) throws Exception {
    Certificates live = Certificates.make(folder.resolve("live"));
    Certificates next = Certificates.make(folder.resolve("next"));
    try (LogCapture log = new LogCapture(Tls.class)) {
      start(live.conf(new JsonObject().put("reloadSeconds", 1)));

      live.replace("server.key", next.file("server.key"));

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> log.lines().anyMatch(l -> l.contains("the private key of tls.cert")));
      try (Socket fresh = connect(live)) {
        assertThat(status(fresh)).isEqualTo(200);
      }
      Files.writeString(live.file("server.pem"), "-----BEGIN CERT");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> log.lines().anyMatch(l -> l.contains("a PEM file with certificates")));
      try (Socket fresh = connect(live)) {
        assertThat(status(fresh)).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void closesAConnectionThatSpeaksPlainHttp(String engine) throws Exception {
    start(certificates.conf(new JsonObject().put("engine", engine)));

    try (Socket plain = new Socket("localhost", port)) {
      plain.setSoTimeout(20_000);
      plain.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(US_ASCII));

      assertThat(plain.getInputStream().readAllBytes()).hasSizeLessThan(10);
    }
  }

  @Test
  void closesAConnectionOnWhichNobodyShakesHands() throws Exception {
    start(certificates.conf(new JsonObject().put("handshakeTimeoutSeconds", 1)));

    try (Socket silent = new Socket("localhost", port)) {
      silent.setSoTimeout(20_000);
      silent.getOutputStream().write(22);

      assertThat(silent.getInputStream().readAllBytes()).hasSizeLessThan(10);
    }
  }

  @Test
  void closesAConnectionThatBeginsTlsOnAPlainPort() throws Exception {
    start(new JsonObject().put("host", "localhost").put("port", 0));

    assertThatThrownBy(() -> connect(certificates))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  private static JsonObject requiring(String auth) {
    return certificates.conf(
        new JsonObject().put("clientAuth", auth).put("ca", certificates.file("ca.pem").toString()));
  }

  private String greet(String as) throws Exception {
    SslContextBuilder ssl =
        GrpcSslContexts.forClient().trustManager(certificates.file("ca.pem").toFile());
    if (as != null) {
      ssl.keyManager(
          certificates.file(as + ".pem").toFile(), certificates.file(as + ".key").toFile());
    }
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", port).sslContext(ssl.build()).build();
    try {
      return ClientCalls.blockingUnaryCall(
              channel,
              SAY_HELLO,
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
              HelloRequest.newBuilder().setName("you").build())
          .getMessage();
    } finally {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private HttpClient http(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(certificates.trusting()).build();
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + port + path);
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).build();
  }

  private Socket connect(Certificates trusted) throws IOException {
    SSLSocket socket =
        (SSLSocket) trusted.trusting().getSocketFactory().createSocket("localhost", port);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }

  /** Asks for a page, and leaves the connection open. */
  private static int status(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n".getBytes(US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("ok\n")) {
      int next = socket.getInputStream().read();
      assertThat(next).as("after " + answer).isNotNegative();
      answer.append((char) next);
    }
    return Integer.parseInt(answer.substring(9, 12));
  }
}
