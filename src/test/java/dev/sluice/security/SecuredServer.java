package dev.sluice.security;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Status;
import dev.sluice.call.Principal;
import dev.sluice.call.ServiceProvider;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A server whose doors are guarded, and a client for each of them. */
final class SecuredServer implements AutoCloseable {

  /** The ways in; each leads to {@code routeguide.RouteGuide/ListFeatures}. */
  enum Door {
    GRPC,
    GRPC_WEB,
    REST,
    WEBSOCKET
  }

  /**
   * What came of a call.
   *
   * @param status its status
   * @param headers the headers of HTTP; at a WebSocket there are none
   * @param httpStatus the HTTP status, or the close code
   * @param error its status with details as the door has it: JSON, base64, or nothing
   */
  record Answer(GrpcStatus status, MultiMap headers, int httpStatus, String body, String error) {

    List<String> challenges() {
      return headers.getAll("www-authenticate");
    }

    /** The details of its error, which are of one type. */
    <D extends Message> List<D> details(D type) throws InvalidProtocolBufferException {
      Status.Builder status = Status.newBuilder();
      if (error.startsWith("{")) {
        JsonFormat.TypeRegistry types =
            JsonFormat.TypeRegistry.newBuilder().add(type.getDescriptorForType()).build();
        JsonFormat.parser().usingTypeRegistry(types).merge(error, status);
      } else {
        status.mergeFrom(Base64.getDecoder().decode(error));
      }
      List<D> details = new ArrayList<>();
      for (Any detail : status.getDetailsList()) {
        details.add(detail.unpackSameTypeAs(type));
      }
      return details;
    }
  }

  private static final String QUERY =
      "/v1/features?lo.latitude=400000000&lo.longitude=-750000000"
          + "&hi.latitude=420000000&hi.longitude=-730000000";

  final Vertx vertx = Vertx.vertx();
  final WhoAmI whoAmI = new WhoAmI();
  private final HttpClient http1;
  private final HttpClient http2;
  private final WebSocketClient sockets;
  private final ServerVerticle verticle = new ServerVerticle(List.of(whoAmI));

  /** Answers with the name of who asks. */
  static final class WhoAmI extends GreeterService implements ServiceProvider {

    @Override
    public String name() {
      return "whoami";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(GreeterGrpcService.of(this));
    }

    @Override
    public Future<HelloReply> sayHello(HelloRequest request) {
      return Future.succeededFuture(
          HelloReply.newBuilder().setMessage(String.valueOf(Principal.current())).build());
    }
  }

  /** Starts a server with a part of the conf. */
  SecuredServer(JsonObject security) throws Exception {
    this(security, new JsonObject(), new HttpClientOptions(), new WebSocketClientOptions());
  }

  /** Starts a server that asks for certificates over TLS. */
  SecuredServer(JsonObject security, Path certificates, boolean shown) throws Exception {
    this(
        security,
        new JsonObject()
            .put("cert", certificates.resolve("server.pem").toString())
            .put("key", certificates.resolve("server.key").toString())
            .put("ca", certificates.resolve("ca.pem").toString())
            .put("clientAuth", "request"),
        tls(new HttpClientOptions().setUseAlpn(true), certificates, shown),
        tls(new WebSocketClientOptions(), certificates, shown));
  }

  private static <O extends ClientOptionsBase> O tls(O options, Path certificates, boolean shown) {
    options
        .setSsl(true)
        .setTrustOptions(
            new PemTrustOptions().addCertPath(certificates.resolve("ca.pem").toString()));
    if (shown) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .setCertPath(certificates.resolve("client.pem").toString())
              .setKeyPath(certificates.resolve("client.key").toString()));
    }
    return options;
  }

  private SecuredServer(
      JsonObject security, JsonObject tls, HttpClientOptions client, WebSocketClientOptions socket)
      throws Exception {
    http1 =
        vertx.createHttpClient(
            new HttpClientOptions(client)
                .setUseAlpn(false)
                .setProtocolVersion(HttpVersion.HTTP_1_1));
    http2 =
        vertx.createHttpClient(
            new HttpClientOptions(client)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    sockets = vertx.createWebSocketClient(socket);
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put("rest", new JsonObject().put("swaggerUi", false))
            .put(
                "services", new JsonObject().put("greeter", new JsonObject().put("enabled", false)))
            .put("security", security);
    if (!tls.isEmpty()) {
      conf.put("tls", tls);
    }
    try {
      await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Makes a call on a context, or else an answer could come before its handlers. */
  private <T> T onContext(Supplier<Future<T>> call) throws Exception {
    return await(Future.future(promise -> vertx.runOnContext(v -> call.get().onComplete(promise))));
  }

  /** The conf of a {@code jwt} authenticator that takes the tokens of {@link Tokens}. */
  static JsonObject jwt(Path directory) throws Exception {
    Path file = directory.resolve("jwks.json");
    Files.writeString(file, Tokens.jwks(Tokens.jwk("k1", Tokens.RSA.getPublic())).encode());
    return new JsonObject()
        .put("type", "jwt")
        .put("issuer", Tokens.ISSUER)
        .put("audience", Tokens.AUDIENCE)
        .put("jwksFile", file.toString());
  }

  static JsonObject rule(String method, Object allow) {
    return new JsonObject().put("method", method).put("allow", allow);
  }

  static JsonObject security(List<JsonObject> authenticators, JsonObject... rules) {
    return new JsonObject()
        .put("authenticators", new JsonArray(authenticators))
        .put("rules", new JsonArray(List.of(rules)));
  }

  int port() {
    return verticle.actualPort();
  }

  /** Calls ListFeatures through a door. */
  Answer call(Door door, MultiMap headers) throws Exception {
    return onContext(
        () ->
            switch (door) {
              case GRPC -> grpc(http2, "application/grpc", headers);
              case GRPC_WEB -> grpc(http1, "application/grpc-web+proto", headers);
              case REST -> send(http1, HttpMethod.GET, QUERY, headers, Buffer.buffer());
              case WEBSOCKET -> webSocket(headers, List.of());
            });
  }

  Answer call(Door door, String... headers) throws Exception {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return call(door, map);
  }

  /** Calls through a WebSocket as a page does, which cannot set headers. */
  Answer callFromPage(List<String> subprotocols) throws Exception {
    return onContext(() -> webSocket(MultiMap.caseInsensitiveMultiMap(), subprotocols));
  }

  /** Sends a request as it is. */
  Answer send(HttpVersion version, HttpMethod method, String uri, Map<String, String> headers)
      throws Exception {
    MultiMap map = MultiMap.caseInsensitiveMultiMap().addAll(headers);
    HttpClient client = version == HttpVersion.HTTP_2 ? http2 : http1;
    return onContext(() -> send(client, method, uri, map, Buffer.buffer(new byte[5])));
  }

  /** Asks who is asking. */
  Answer whoAmI(String... headers) throws Exception {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return onContext(() -> send(http1, HttpMethod.GET, "/v1/hello/me", map, Buffer.buffer()));
  }

  private Future<Answer> grpc(HttpClient client, String type, MultiMap headers) {
    MultiMap all =
        MultiMap.caseInsensitiveMultiMap()
            .addAll(headers)
            .add("content-type", type)
            .add("te", "trailers");
    byte[] rectangle =
        dev.sluice.proto.routeguide.Rectangle.newBuilder()
            .setLo(point(400_000_000, -750_000_000))
            .setHi(point(420_000_000, -730_000_000))
            .build()
            .toByteArray();
    Buffer frame =
        Buffer.buffer().appendByte((byte) 0).appendInt(rectangle.length).appendBytes(rectangle);
    return send(client, HttpMethod.POST, "/routeguide.RouteGuide/ListFeatures", all, frame);
  }

  private static dev.sluice.proto.routeguide.Point point(int latitude, int longitude) {
    return dev.sluice.proto.routeguide.Point.newBuilder()
        .setLatitude(latitude)
        .setLongitude(longitude)
        .build();
  }

  private Future<Answer> send(
      HttpClient client, HttpMethod method, String uri, MultiMap headers, Buffer body) {
    RequestOptions options =
        new RequestOptions().setHost("localhost").setPort(port()).setMethod(method).setURI(uri);
    headers.forEach(header -> options.addHeader(header.getKey(), header.getValue()));
    boolean bare = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    return client
        .request(options)
        // Within, so that the answer cannot come before someone listens.
        .compose(
            request ->
                (bare ? request.send() : request.send(body))
                    .compose(
                        response -> response.body().map(content -> answer(response, content))));
  }

  private static Answer answer(HttpClientResponse response, Buffer body) {
    String type = String.valueOf(response.getHeader("content-type"));
    Buffer plain =
        type.contains("grpc-web-text")
            ? Buffer.buffer(Base64.getMimeDecoder().decode(body.getBytes()))
            : body;
    String text = plain.toString(StandardCharsets.ISO_8859_1);
    String status = trailer("grpc-status", response, text);
    String error = trailer("grpc-status-details-bin", response, text);
    int code = 0;
    if (!status.isEmpty()) {
      code = Integer.parseInt(status);
    } else if (response.statusCode() != 200) {
      code = text.startsWith("{") ? new JsonObject(text).getInteger("code", 2) : 2;
    }
    return new Answer(
        GrpcStatus.valueOf(code),
        response.headers(),
        response.statusCode(),
        text,
        text.startsWith("{") ? text : error);
  }

  /** What is in the headers, in the trailers, or in those within a body of gRPC-Web. */
  private static String trailer(String name, HttpClientResponse response, String body) {
    for (MultiMap headers : List.of(response.headers(), response.trailers())) {
      if (headers.contains(name)) {
        return headers.get(name);
      }
    }
    int at = body.indexOf(name + ":");
    return at < 0 ? "" : body.substring(at + name.length() + 1, body.indexOf('\r', at)).strip();
  }

  private Future<Answer> webSocket(MultiMap headers, List<String> subprotocols) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("localhost")
            .setPort(port())
            .setURI(QUERY)
            .setSubProtocols(subprotocols);
    headers.forEach(header -> options.addHeader(header.getKey(), header.getValue()));
    return sockets
        .connect(options)
        .compose(
            socket -> {
              Promise<Answer> answer = Promise.promise();
              List<String> messages = new ArrayList<>();
              socket.textMessageHandler(messages::add);
              socket.closeHandler(
                  v -> {
                    int code = socket.closeStatusCode();
                    answer.tryComplete(
                        new Answer(
                            GrpcStatus.valueOf(code == 1000 ? 0 : code - 4000),
                            MultiMap.caseInsensitiveMultiMap(),
                            code,
                            socket.subProtocol() + " " + messages.size(),
                            code == 1000 ? "" : error(messages)));
                  });
              return answer.future();
            });
  }

  private static String error(List<String> messages) {
    return messages.isEmpty()
        ? ""
        : new JsonObject(messages.get(messages.size() - 1)).getJsonObject("error").encode();
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
