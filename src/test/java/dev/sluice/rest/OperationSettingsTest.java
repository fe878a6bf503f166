package dev.sluice.rest;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.GrpcServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the conf says of single operations: {@code rest.operations}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class OperationSettingsTest {

  private static final String REST =
      """
      {
        "unannotatedMethods": true,
        "maxBodyBytes": 1000,
        "json": {"int64AsNumbers": true},
        "requestHeaders": ["x-global"],
        "ignoredQueryParameters": ["api_key"],
        "operations": {
          "sluice.test.v1.EverythingService/*": {
            "json": {"ignoreUnknownFields": true},
            "compression": {"minBytes": 20, "streams": true},
            "maxBodyBytes": 300
          },
          "sluice.test.v1.EverythingService/Echo": {
            "unknownParameters": "ignore",
            "plusAsSpace": false,
            "json": {"enumsAsNumbers": true},
            "bindings": [{"field": "optional_string", "cookie": "session"}]
          },
          "EverythingService_Echo_2": {
            "unknownParameters": "refuse",
            "jsonParameters": ["protoFieldNames"],
            "ignoredQueryParameters": ["utm", "a_bool"],
            "json": {"enumsAsNumbers": false},
            "compression": {"enabled": false},
            "requestHeaders": ["x-tenant"],
            "responseHeaders": [{"from": "seen-x-tenant", "to": "x-tenant"}],
            "status": 202,
            "location": "/v1/echo/int/{an_int32}",
            "etag": "an_int32",
            "bindings": [
              {"field": "a_string", "header": "X-Text"},
              {"field": "optional_string", "remoteAddress": true},
              {"field": "nested.text", "header": "X-Session", "required": true}
            ]
          },
          "sluice.test.v1.EverythingService/Chat": {
            "json": {"emitDefaults": false, "protoFieldNames": true, "enumsAsNumbers": true},
            "requestHeaders": ["x-tenant"],
            "maxBodyBytes": 60
          },
          "sluice.test.v1.EverythingService/Split": {
            "json": {"enumsAsNumbers": true},
            "jsonParameters": ["protoFieldNames"],
            "maxBodyBytes": 100000
          },
          "sluice.test.v1.EverythingService/Unbound": {"errorRenderer": "test-plain", "status": 204}
        }
      }
      """;

  private RestServer unary;
  private RestServer streams;

  /** Sends back what it is sent, and the metadata x-tenant. */
  private static final class Echoes extends EverythingServiceService {

    @Override
    public Future<Everything> echo(Everything request) {
      return Future.succeededFuture(request);
    }

    @Override
    protected void split(Everything request, WriteStream<Everything> response) {
      response.end(request);
    }

    @Override
    protected void join(ReadStream<Everything> request, Completable<Everything> response) {
      Everything.Builder all = Everything.newBuilder();
      request.handler(all::mergeFrom);
      request.endHandler(v -> response.succeed(all.build()));
    }

    @Override
    protected void chat(ReadStream<Everything> request, WriteStream<Everything> response) {
      String tenant = ((GrpcServerRequest<?, ?>) request).headers().get("x-tenant");
      request.handler(
          each ->
              response.write(each.toBuilder().setOptionalString(String.valueOf(tenant)).build()));
      request.endHandler(v -> response.end());
    }
  }

  @BeforeAll
  void start() throws Exception {
    JsonObject rest = new JsonObject(REST);
    SluiceConfig config = SluiceConfig.parse(new JsonObject().put("rest", rest));
    unary = RestServer.of(new TestService(), config.rest());
    streams = RestServer.of(EverythingServiceGrpcService.of(new Echoes()), config.rest());
  }

  @AfterAll
  void stop() throws Exception {
    unary.close();
    streams.close();
  }

  private static Case echo(String query) {
    return Case.get("/v1/echo?" + query).with("x-session", "s");
  }

  static Stream<Case> unary() {
    String body = "{\"colour\":\"COLOUR_RED\",\"anInt64\":\"7\",\"nope\":1}";
    return Stream.of(
        // Of the method, its service and all.
        Case.post("/v1/echo", body).answers(200, "{\"anInt64\":7,\"colour\":1}"),
        Case.post("/v1/echo?utm=1", "{\"anInt32\":1}").answers(200, "{\"anInt32\":1}"),
        Case.post("/v1/echo?api_key=1", "{\"anInt32\":1}").answers(200, "{\"anInt32\":1}"),
        Case.post("/v1/echo?utm=%zz", "{}").answers(400, "…utm: expected percent-encoded UTF-8"),
        Case.post("/v1/echo", "{\"anInt32\":1,\"optionalString\":\"mine\"}")
            .with("cookie", "session=theirs")
            .answers(200, "{\"anInt32\":1,\"optionalString\":\"theirs\"}"),
        Case.post("/v1/echo", "{\"aString\":\"" + "x".repeat(300) + "\"}").answers(413, "…300"),
        Case.post("/v1/echo", "{\"aString\":\"" + "x".repeat(100) + "\"}")
            .with("accept-encoding", "gzip")
            .answers(200, "…")
            .tells("content-encoding", "gzip"),
        Case.post("/v1/echo", "{}")
            .with("x-global", "1")
            .answers(200, "{}")
            .tells("grpc-metadata-seen-x-global", "1"),
        Case.get("/v1/echo/int/9?a_string=a+b%2Bc&strings=d%20e")
            .answers(200, "{\"anInt64\":9,\"aString\":\"a+b+c\",\"strings\":[\"d e\"]}"),
        // Of the operation.
        echo("an_int32=5&colour=COLOUR_RED&utm=1&utm=2&a_bool=perhaps")
            .answers(
                202,
                "{\"anInt32\":5,\"colour\":\"COLOUR_RED\",\"nested\":{\"text\":\"s\"},"
                    + "\"optionalString\":\"127.0.0.1\"}")
            .tells("location", "/v1/echo/int/5")
            .tells("etag", "\"5\""),
        echo("an_int32=5&$protoFieldNames=true")
            .answers(
                202,
                "{\"an_int32\":5,\"nested\":{\"text\":\"s\"},\"optional_string\":\"127.0.0.1\"}"),
        echo("$enumsAsNumbers=true").refuses("$enumsAsNumbers", "unknown parameter"),
        echo("api_key=1").refuses("api_key", "unknown parameter"),
        echo("a_string=x")
            .refuses("a_string", "the field is bound by something else than the query"),
        echo("strings=" + "x".repeat(100))
            .with("accept-encoding", "gzip")
            .with("x-text", "y")
            .answers(202, "…\"aString\":\"y\"")
            .tells("content-encoding", Case.NONE)
            .tells("vary", "accept"),
        echo("")
            .with("x-tenant", "7")
            .with("x-global", "1")
            .answers(202, "…{")
            .tells("x-tenant", "7")
            .tells("grpc-metadata-seen-x-tenant", Case.NONE)
            .tells("grpc-metadata-seen-x-global", Case.NONE),
        Case.get("/v1/echo").answers(400, "…X-Session"),
        // Of a method without an operation.
        Case.post("/sluice.test.v1.EverythingService/Unbound", "{\"nope\":{}}")
            .answers(501, "…UNIMPLEMENTED"),
        // Others.
        Case.get("/v1/shelves/a/things?utm=1").refuses("utm", "unknown parameter"),
        Case.get("/v1/shelves/a/things?api_key=1").answers(200, "{\"parent\":\"shelves/a\"}"));
  }

  @ParameterizedTest
  @MethodSource("unary")
  void holdForTheirOperations(Case each) throws Exception {
    each.check(
        unary.call(HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body()));
  }

  static Stream<Case> streams() {
    String body = "{\"colour\":\"COLOUR_RED\",\"anInt64\":\"7\",\"nope\":1}";
    return Stream.of(
        Case.post("/v1/split", body).answers(200, "[{\"anInt64\":7,\"colour\":1}]"),
        Case.post("/v1/split?$protoFieldNames=true", body)
            .with("accept", "application/x-ndjson")
            .answers(200, "{\"an_int64\":7,\"colour\":1}\n"),
        Case.post("/v1/split", body)
            .with("accept", "text/event-stream")
            .answers(200, "…data: {\"anInt64\":7,\"colour\":1}\n"),
        Case.post("/v1/split", body)
            .with("accept-encoding", "gzip")
            .answers(200, "…")
            .tells("content-encoding", "gzip"),
        Case.post("/v1/split?$int64AsNumbers=true", body)
            .refuses(
                "$int64AsNumbers",
                "unexpected parameter: the operation takes its fields from the body"),
        Case.post("/v1/join", body + "\n{\"anInt32\":3,\"neither\":[]}\n")
            .with("content-type", "application/x-ndjson")
            .answers(200, "{\"anInt32\":3,\"anInt64\":7,\"colour\":\"COLOUR_RED\"}"),
        Case.post("/v1/chat", "[" + body + "]")
            .with("accept", "application/x-ndjson")
            .with("x-tenant", "t")
            .answers(200, "{\"an_int64\":7,\"colour\":1,\"optional_string\":\"t\"}\n"),
        Case.post("/v1/chat", "[{\"aString\":\"" + "x".repeat(60) + "\"}]").answers(413, "…60"));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void holdForStreams(Case each) throws Exception {
    HttpVersion version =
        each.uri().startsWith("/v1/chat") ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
    each.check(streams.call(version, each.method(), each.uri(), each.headers(), each.body()));
  }

  @Test
  void mayTakeLargerMessagesThanOthers() throws Exception {
    String sent = "{\"anInt32\":1" + " ".repeat(90_000) + "}";
    CompletableFuture<String> first = new CompletableFuture<>();
    WebSocketClient client = streams.vertx().createWebSocketClient();
    client
        .connect(streams.port(), "127.0.0.1", "/v1/split")
        .compose(
            socket -> {
              socket.textMessageHandler(first::complete);
              return socket.writeFinalTextFrame(sent);
            })
        .onFailure(first::completeExceptionally);

    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("{\"anInt32\":1}");
    Case.post("/v1/split", sent)
        .answers(200, "[{\"anInt32\":1}]")
        .check(
            streams.call(
                HttpVersion.HTTP_1_1,
                "POST",
                "/v1/split",
                Map.of("content-type", List.of("application/json")),
                Buffer.buffer(sent)));
    await(client.close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "/v1/chat                          | {'colour':'COLOUR_RED','anInt64':'7','nope':1}"
            + "| {'an_int64':7,'colour':1,'optional_string':'t'}",
        "/v1/split                         | {'colour':'COLOUR_RED','anInt64':'7','nope':1}"
            + "| {'anInt64':7,'colour':1}",
        "/v1/split?$protoFieldNames=true   | {'colour':'COLOUR_RED','anInt64':'7'}"
            + "| {'an_int64':7,'colour':1}",
        "/v1/chat                          | {'aString':'0123456789012345678901234567890123456789"
            + "0123456789'} | {'error':{'code':8,'message':'element 0 is larger than the 60 bytes"
            + " that it may have'}}",
      })
  void holdForWebSockets(String uri, String sent, String answered) throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
              first.complete(text.toString());
            }
            socket.request(1);
            return null;
          }
        };
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("x-tenant", "t")
            .buildAsync(URI.create("ws://127.0.0.1:" + streams.port() + uri), listener)
            .get(10, TimeUnit.SECONDS);

    socket.sendText(sent.replace('\'', '"'), true).get(10, TimeUnit.SECONDS);

    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(answered.replace('\'', '"'));
    socket.abort();
  }
}
