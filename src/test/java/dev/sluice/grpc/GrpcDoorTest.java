package dev.sluice.grpc;

import static dev.sluice.grpc.RawGrpc.frame;
import static dev.sluice.grpc.RawGrpc.gzip;
import static dev.sluice.grpc.RawGrpc.split;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxTestContext;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class GrpcDoorTest extends WithGreeter {

  private static byte[] helloBytes(int nameLength) {
    return HelloRequest.newBuilder().setName("x".repeat(nameLength)).build().toByteArray();
  }

  @Test
  void answersAUnaryCall(VertxTestContext context) {
    client
        .grpc(SAY_HELLO, Map.of(), hello("world"))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.httpStatus()).isEqualTo(200);
                          assertThat(answer.headers().get("content-type"))
                              .isEqualTo("application/grpc");
                          assertThat(answer.reply().getMessage()).isEqualTo("Hello, world");
                          assertThat(answer.trailers().get("grpc-status")).isEqualTo("0");
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 100})
  void readsAMessageHoweverItIsCut(int pieceSize, VertxTestContext context) {
    client
        .grpc(SAY_HELLO, Map.of(), split(hello("world"), pieceSize).toArray(Buffer[]::new))
        .onComplete(context.succeeding(answer -> expectHello(answer, context)));
  }

  @Test
  void inflatesGzip(VertxTestContext context) {
    byte[] packed = gzip(HelloRequest.newBuilder().setName("world").build().toByteArray());
    client
        .grpc(SAY_HELLO, Map.of("grpc-encoding", "gzip"), frame(1, packed))
        .onComplete(context.succeeding(answer -> expectHello(answer, context)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/grpc",
        "application/grpc+proto",
        "application/grpc; charset=utf-8",
        "Application/gRPC+Proto"
      })
  void takesEachSpellingOfTheContentType(String type, VertxTestContext context) {
    client
        .grpc(SAY_HELLO, Map.of("content-type", type), hello("world"))
        .onComplete(context.succeeding(answer -> expectHello(answer, context)));
  }

  static Stream<Arguments> faults() {
    byte[] garbage = {(byte) 0xff, (byte) 0xff, 1, 2, 3};
    byte[] bomb = gzip(new byte[5_000_000]);
    Buffer oversize =
        Buffer.buffer().appendByte((byte) 0).appendInt(Integer.MAX_VALUE).appendString("abc");
    Buffer unsigned = Buffer.buffer().appendByte((byte) 0).appendInt(-1).appendString("abc");
    return Stream.of(
        fault("no message", Map.of(), 12, "takes one request message, got none"),
        fault("two messages", Map.of(), 12, "got more", hello("a"), hello("b")),
        fault("a cut prefix", Map.of(), 13, "ends within a message", Buffer.buffer("\0\0\0")),
        fault(
            "a cut message", Map.of(), 13, "ends within a message", hello("world").getBuffer(0, 8)),
        fault("garbage", Map.of(), 13, "not a valid helloworld.HelloRequest", frame(0, garbage)),
        fault("unknown flags", Map.of(), 13, "message flags: 2", frame(2, helloBytes(1))),
        fault(
            "compressed without an encoding",
            Map.of(),
            13,
            "no grpc-encoding",
            frame(1, gzip(helloBytes(3)))),
        fault(
            "compressed with identity",
            Map.of("grpc-encoding", "identity"),
            13,
            "no grpc-encoding",
            frame(1, gzip(helloBytes(3)))),
        fault("not gzip", Map.of("grpc-encoding", "gzip"), 13, "not valid gzip", frame(1, garbage)),
        fault(
            "truncated gzip",
            Map.of("grpc-encoding", "gzip"),
            13,
            "not valid gzip",
            frame(1, java.util.Arrays.copyOf(gzip(helloBytes(500)), 20))),
        fault(
            "an unknown encoding",
            Map.of("grpc-encoding", "deflate"),
            12,
            "grpc-encoding: deflate",
            hello("world")),
        fault("a gzip bomb", Map.of("grpc-encoding", "gzip"), 8, "when inflated", frame(1, bomb)),
        fault(
            "a small gzip bomb",
            Map.of("grpc-encoding", "gzip"),
            8,
            "when inflated",
            frame(1, gzip(new byte[MAX_MESSAGE_BYTES + 1]))),
        fault("an over-size message", Map.of(), 8, "10003 bytes", frame(0, helloBytes(10_000))),
        fault("a promise of 2 GB", Map.of(), 8, "2147483647 bytes", oversize),
        fault("a promise of 4 GB", Map.of(), 8, "4294967295 bytes", unsigned),
        fault("a timeout without digits", Map.of("grpc-timeout", "S"), 3, "grpc-timeout"),
        fault("a timeout of nine digits", Map.of("grpc-timeout", "123456789S"), 3, "grpc-timeout"),
        fault("a negative timeout", Map.of("grpc-timeout", "-1S"), 3, "grpc-timeout"),
        fault("a timeout in weeks", Map.of("grpc-timeout", "1w"), 3, "grpc-timeout"),
        fault("a timeout of nothing", Map.of("grpc-timeout", "0n"), 4, "deadline"));
  }

  private static Arguments fault(
      String name, Map<String, String> headers, int status, String message, Buffer... chunks) {
    return Arguments.of(name, headers, List.of(chunks), status, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void answersFaultsWithAStatus(
      String name,
      Map<String, String> headers,
      List<Buffer> chunks,
      int status,
      String message,
      VertxTestContext context) {
    client
        .grpc(SAY_HELLO, headers, chunks.toArray(Buffer[]::new))
        .compose(
            answer -> {
              context.verify(
                  () -> {
                    assertThat(answer.httpStatus()).isEqualTo(200);
                    assertThat(answer.status()).isEqualTo(Integer.toString(status));
                    assertThat(answer.message()).contains(message);
                    assertThat(answer.headers().get("content-length")).isNull();
                  });
              return client.grpc(SAY_HELLO, Map.of(), hello("world"));
            })
        .onComplete(context.succeeding(answer -> expectHello(answer, context)));
  }

  @Test
  void namesTheEncodingsItTakes(VertxTestContext context) {
    client
        .grpc(SAY_HELLO, Map.of("grpc-encoding", "br"), hello("world"))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.headers().get("grpc-accept-encoding"))
                              .isEqualTo("gzip,identity");
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @CsvSource({
    "/helloworld.Greeter/Nothing, unknown method Nothing of service helloworld.Greeter",
    "/helloworld.Nobody/SayHello, unknown service helloworld.Nobody",
    "/helloworld.Greeter/SayHello/, unknown service helloworld.Greeter/SayHello",
    "/helloworld.Greeter, unknown service /helloworld.Greeter",
    "/, unknown service /",
    "//, unknown service"
  })
  void answersUnknownPathsAsUnimplemented(String path, String message, VertxTestContext context) {
    client
        .grpc(path, Map.of(), hello("world"))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.status()).isEqualTo("12");
                          assertThat(answer.message()).startsWith(message);
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_2, GET, application/grpc, 405, method: GET",
    "HTTP_2, PUT, application/grpc, 405, method: PUT",
    "HTTP_1_1, GET, application/grpc-web, 405, method: GET",
    "HTTP_1_1, POST, application/grpc, 426, gRPC needs HTTP/2",
    "HTTP_2, POST, application/grpc+json, 415, content-type",
    "HTTP_2, POST, application/grpcx, 415, content-type"
  })
  void refusesWhatIsNotGrpc(
      HttpVersion version,
      String method,
      String type,
      int httpStatus,
      String message,
      VertxTestContext context) {
    client
        .call(
            version, HttpMethod.valueOf(method), SAY_HELLO, Map.of("content-type", type), List.of())
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.httpStatus()).isEqualTo(httpStatus);
                          assertThat(answer.status()).isEqualTo("13");
                          assertThat(answer.message()).contains(message);
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @CsvSource({
    "throw, 13, internal error (request r-1)",
    "fail, 13, internal error (request r-1)",
    "memory, 8, the call does not fit into the server's memory",
    "null, 13, the service answered without a message",
    "status, 9, 'ünready, 100%\n'"
  })
  void answersFailuresOfTheService(
      String name, String status, String message, VertxTestContext context) {
    client
        .grpc(SAY_HELLO, Map.of("x-request-id", "r-1"), hello(name))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.status()).isEqualTo(status);
                          assertThat(answer.message()).isEqualTo(message);
                          context.completeNow();
                        })));
  }

  @Test
  void sendsTheDetailsOfAFailure(VertxTestContext context) {
    client
        .grpc(SAY_HELLO, Map.of(), hello("details"))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.status()).isEqualTo("3");
                          assertThat(answer.message()).isEqualTo("no such name");
                          Status status =
                              Status.parseFrom(
                                  Base64.getDecoder()
                                      .decode(answer.headers().get("grpc-status-details-bin")));
                          assertThat(status.getCode()).isEqualTo(3);
                          assertThat(
                                  status
                                      .getDetails(0)
                                      .unpack(BadRequest.class)
                                      .getFieldViolations(0)
                                      .getField())
                              .isEqualTo("name");
                          context.completeNow();
                        })));
  }

  @Test
  void answersMethodsThatAServiceLeavesOut(VertxTestContext context) {
    client
        .grpc("/helloworld.Greeter/SayHelloStreamReply", Map.of(), hello("world"))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.status()).isEqualTo("12");
                          context.completeNow();
                        })));
  }

  @Test
  void endsACallAtItsDeadline(VertxTestContext context) {
    client
        .grpc(SAY_HELLO, Map.of("grpc-timeout", "50m"), hello("never"))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.status()).isEqualTo("4");
                          assertThat(answer.message()).isEqualTo("the deadline has passed");
                          context.completeNow();
                        })));
  }
}
