package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC-Web as a page of another origin sends it: the browser's preflight, then the call. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class GrpcWebTest {

  private static final String ORIGIN = "https://app.example.com";
  private static final String GREETER = "/helloworld.Greeter/";
  private static final int TRAILERS = 0x80;

  /** The two forms of the protocol. */
  enum Form {
    BINARY("application/grpc-web+proto"),
    TEXT("application/grpc-web-text");

    private final String contentType;

    Form(String contentType) {
      this.contentType = contentType;
    }

    byte[] encode(byte[] body) {
      return this == TEXT ? Base64.getEncoder().encode(body) : body;
    }

    /** Decodes a body; in the text form it may be padded wherever a piece of it ends. */
    ByteBuffer decode(byte[] body) {
      if (this == BINARY) {
        return ByteBuffer.wrap(body);
      }
      ByteBuffer decoded = ByteBuffer.allocate(body.length);
      for (int at = 0; at < body.length; at += 4) {
        decoded.put(Base64.getDecoder().decode(ByteBuffer.wrap(body, at, 4)));
      }
      return decoded.flip();
    }
  }

  /** A response body, taken apart. */
  private record Frames(List<String> messages, List<String> trailers) {}

  @RegisterExtension static final RunningServer SERVER = new RunningServer();

  @ParameterizedTest
  @EnumSource
  void answersAUnaryCall(Form form) throws Exception {
    preflight("SayHello");
    HttpResponse<byte[]> response = call(form, "SayHello");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "content-type")).startsWith(form.contentType);
    assertReadableByThePage(response);
    Frames frames = frames(form.decode(response.body()));
    assertThat(frames.messages()).containsExactly("Hello, world");
    assertThat(frames.trailers()).containsExactly("grpc-status:0");
  }

  @ParameterizedTest
  @EnumSource
  void streamsReplies(Form form) throws Exception {
    preflight("SayHelloStreamReply");
    HttpResponse<byte[]> response = call(form, "SayHelloStreamReply");

    assertReadableByThePage(response);
    Frames frames = frames(form.decode(response.body()));
    assertThat(frames.messages()).hasSize(5).containsOnly("Hello, world");
    assertThat(frames.trailers()).containsExactly("grpc-status:0");
  }

  @ParameterizedTest
  @EnumSource
  void letsThePageReadWhyACallFailed(Form form) throws Exception {
    HttpResponse<byte[]> response = call(form, "SayGoodbye");

    assertThat(response.statusCode()).isEqualTo(200);
    assertReadableByThePage(response);
    assertThat(header(response, "grpc-status")).isEqualTo("12");
    assertThat(header(response, "grpc-message")).isNotEmpty();
  }

  private static void preflight(String method) throws Exception {
    HttpResponse<Void> response =
        SERVER
            .http()
            .send(
                HttpRequest.newBuilder(SERVER.uri(GREETER + method))
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", ORIGIN)
                    .header("Access-Control-Request-Method", "POST")
                    .header(
                        "Access-Control-Request-Headers",
                        "content-type,grpc-timeout,x-grpc-web,x-user-agent")
                    .build(),
                BodyHandlers.discarding());

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(header(response, "access-control-allow-origin")).isIn("*", ORIGIN);
    assertThat(header(response, "access-control-allow-methods")).contains("POST");
    assertThat(header(response, "access-control-allow-headers").split("\\s*,\\s*"))
        .contains("content-type", "grpc-timeout", "x-grpc-web", "x-user-agent");
  }

  private static HttpResponse<byte[]> call(Form form, String method) throws Exception {
    byte[] body = form.encode(frame(HelloRequest.newBuilder().setName("world").build()));
    return SERVER
        .http()
        .send(
            HttpRequest.newBuilder(SERVER.uri(GREETER + method))
                .POST(BodyPublishers.ofByteArray(body))
                .header("Origin", ORIGIN)
                .header("Referer", ORIGIN + "/")
                .header("Accept", form.contentType)
                .header("Content-Type", form.contentType)
                .header("grpc-timeout", "20S")
                .header("x-grpc-web", "1")
                .header("x-user-agent", "grpc-web-javascript/0.1")
                .build(),
            BodyHandlers.ofByteArray());
  }

  private static void assertReadableByThePage(HttpResponse<?> response) {
    assertThat(header(response, "access-control-allow-origin")).isIn("*", ORIGIN);
    assertThat(header(response, "access-control-expose-headers"))
        .contains("grpc-status", "grpc-message");
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static byte[] frame(Message message) {
    byte[] bytes = message.toByteArray();
    return ByteBuffer.allocate(5 + bytes.length)
        .put((byte) 0)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static Frames frames(ByteBuffer body) throws Exception {
    List<String> messages = new ArrayList<>();
    List<String> trailers = new ArrayList<>();
    while (body.hasRemaining()) {
      int flags = body.get();
      byte[] payload = new byte[body.getInt()];
      body.get(payload);
      if ((flags & TRAILERS) == 0) {
        assertThat(trailers).as("trailers come last").isEmpty();
        messages.add(HelloReply.parseFrom(payload).getMessage());
      } else {
        new String(payload, StandardCharsets.US_ASCII).lines().forEach(trailers::add);
      }
    }
    return new Frames(messages, trailers);
  }
}
