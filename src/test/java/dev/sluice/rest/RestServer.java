package dev.sluice.rest;

import static dev.sluice.Waiting.await;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.ExtensionRegistry;
import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.config.OperationConfig;
import dev.sluice.config.RestConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.StreamConfig;
import dev.sluice.openapi.ConfiguredOperations;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractGenerator;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server with the test service behind a REST door, and clients for it. */
final class RestServer implements AutoCloseable {

  static final int MAX_BODY = 200_000;
  static final StreamConfig NEVER = new StreamConfig(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** An operation that ignores what it does not know. */
  static final OperationConfig LENIENT =
      new OperationConfig(
          new JsonObject()
              .put("unknownParameters", "ignore")
              .put("json", new JsonObject().put("ignoreUnknownFields", true)));

  final TestService service;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final HttpServer server;
  private final HttpClient http1;
  private final HttpClient http2;

  /** An answer. */
  record Answer(int status, MultiMap headers, Buffer bytes, MultiMap trailers) {

    /** The body, read as text. */
    String body() {
      return bytes.toString();
    }
  }

  RestServer() throws Exception {
    this(new TestService());
  }

  private RestServer(TestService service) throws Exception {
    this(service, door(service));
  }

  /** Makes a server for a service of the test's own. */
  RestServer(EverythingServiceService service, List<Interceptor> interceptors, StreamConfig streams)
      throws Exception {
    this(null, door(service, interceptors, streams));
  }

  private RestServer(@Nullable TestService service, RestDoor door) throws Exception {
    this.service = service;
    server =
        vertx
            .createHttpServer(door.configure(new HttpServerOptions()))
            .requestHandler(door.withFallback(request -> fallback(door, request)))
            .invalidRequestHandler(door::invalid);
    await(server.listen(0, "127.0.0.1"));
    http1 = vertx.createHttpClient();
    http2 =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
  }

  static RestDoor door(TestService service) throws IOException {
    return door(service, List.of(service.new Around()), NEVER);
  }

  /** Makes a server for a test service, with a configuration. */
  static RestServer of(TestService service, RestConfig config) throws Exception {
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(EverythingServiceGrpcService.of(service)), List.of(service.new Around()));
    return new RestServer(service, door(registry, contract(), config));
  }

  /** Makes a server for another service, from its own rules. */
  static RestServer of(Service service, RestConfig config) throws Exception {
    return of(service, contract(service.name().fullyQualifiedName()), config);
  }

  /** Makes a server for another service and a contract. */
  static RestServer of(Service service, Contract contract, RestConfig config) throws Exception {
    MethodRegistry registry = MethodRegistry.of(List.of(service), List.of());
    return new RestServer(null, door(registry, contract, config));
  }

  /** Makes a server for a test service and a contract. */
  static RestServer of(TestService service, Contract contract, RestConfig config) throws Exception {
    MethodRegistry registry =
        MethodRegistry.of(List.of(EverythingServiceGrpcService.of(service)), List.of());
    return new RestServer(service, door(registry, contract, config));
  }

  /** Makes a server for a contract and the {@code rest} of a configuration, in JSON. */
  static RestServer of(String contract, String rest) throws Exception {
    JsonObject conf = new JsonObject().put("rest", new JsonObject(rest));
    return of(new TestService(), Contract.parse(contract), SluiceConfig.parse(conf).rest());
  }

  private static RestDoor door(
      EverythingServiceService service, List<Interceptor> interceptors, StreamConfig streams)
      throws IOException {
    MethodRegistry registry =
        MethodRegistry.of(List.of(EverythingServiceGrpcService.of(service)), interceptors);
    return door(
        registry,
        contract(),
        new RestConfig(
            null, MAX_BODY, 20, Map.of("EverythingService_Delete", LENIENT), true, streams));
  }

  private static RestDoor door(MethodRegistry registry, Contract contract, RestConfig config) {
    List<MethodDescriptor> methods =
        registry.methods().stream().<MethodDescriptor>map(RegisteredMethod::descriptor).toList();
    return new RestDoor(
        registry, ConfiguredOperations.in(config.operations(), contract, methods), config);
  }

  static Contract contract() throws IOException {
    return contract("sluice.test.v1.EverythingService");
  }

  static Contract contract(String service) throws IOException {
    ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    com.google.api.AnnotationsProto.registerAllExtensions(extensions);
    byte[] set = Files.readAllBytes(Path.of(System.getProperty("sluice.test.protoset")));
    return Contract.parse(
        ContractGenerator.generate(
            FileDescriptorSet.parseFrom(set, extensions),
            new ContractGenerator.Options("Test", "1", null, List.of(service))));
  }

  private static void fallback(RestDoor door, HttpServerRequest request) {
    if (request.path().equals("/health")) {
      request.response().end("well");
    } else if (request.path().equals("/broken")) {
      throw new IllegalStateException("the password is hunter2");
    } else {
      door.notFound(request);
    }
  }

  Vertx vertx() {
    return vertx;
  }

  HttpClient client(HttpVersion version) {
    return version == HttpVersion.HTTP_2 ? http2 : http1;
  }

  /** The context to call the clients on, so that no part of an answer comes before its handler. */
  Context context() {
    return context;
  }

  int port() {
    return server.actualPort();
  }

  Answer call(
      HttpVersion version,
      String method,
      String uri,
      Map<String, List<String>> headers,
      Buffer body)
      throws Exception {
    HttpClient client = client(version);
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port())
            .setMethod(HttpMethod.valueOf(method))
            .setURI(uri);
    // On one context, so that no part of the answer comes before its handler.
    Promise<Answer> answer = Promise.promise();
    context.runOnContext(v -> send(client, options, headers, body).onComplete(answer));
    return await(answer.future());
  }

  static Future<Answer> send(
      HttpClient client, RequestOptions options, Map<String, List<String>> headers, Buffer body) {
    return client
        .request(options)
        .compose(
            request -> {
              headers.forEach((name, values) -> request.headers().add(name, values));
              boolean none =
                  body.length() == 0 && Set.of("GET", "HEAD").contains(request.getMethod().name());
              return none ? request.send() : request.send(body);
            })
        .compose(
            response ->
                response
                    .body()
                    .map(
                        bytes ->
                            new Answer(
                                response.statusCode(),
                                response.headers(),
                                bytes,
                                response.trailers())));
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
