package dev.sluice.grpc;

import static dev.sluice.grpc.RawGrpc.split;
import static dev.sluice.grpc.RawGrpc.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxTestContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC-Web, in the binary and the text form. */
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class GrpcWebDoorTest extends WithGreeter {

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void speaksGrpcWeb(HttpVersion version, VertxTestContext context) {
    client
        .web(version, false, SAY_HELLO, null, hello("world"))
        .onComplete(context.succeeding(answer -> expectHello(answer, context)));
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void speaksGrpcWebText(HttpVersion version, VertxTestContext context) {
    client
        .web(version, true, SAY_HELLO, null, split(text(hello("world")), 3).toArray(Buffer[]::new))
        .onComplete(context.succeeding(answer -> expectHello(answer, context)));
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void joinsPaddedPiecesOfGrpcWebText(HttpVersion version, VertxTestContext context) {
    Buffer whole = hello("world");
    Buffer pieces = text(whole.getBuffer(0, 4)).appendBuffer(text(whole.getBuffer(4, 12)));
    client
        .web(version, true, SAY_HELLO, null, pieces)
        .onComplete(context.succeeding(answer -> expectHello(answer, context)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!!!", "AAA", "A===", "AA=A", "ÄÖÜß"})
  void refusesTextThatIsNotBase64(String body, VertxTestContext context) {
    client
        .web(
            HttpVersion.HTTP_1_1,
            true,
            SAY_HELLO,
            null,
            Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)))
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.status()).isEqualTo("13");
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sendsFaultsInTheTrailersOfGrpcWeb(boolean asText, VertxTestContext context) {
    client
        .web(HttpVersion.HTTP_1_1, asText, SAY_HELLO, null)
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer.httpStatus()).isEqualTo(200);
                          assertThat(answer.trailers().get("grpc-status")).isEqualTo("12");
                          context.completeNow();
                        })));
  }
}
