package dev.sluice.server;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.attack.AttackServer;
import dev.sluice.attack.Http2Wire;
import dev.sluice.proto.helloworld.HelloRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls in flight and deadlines, as the conf has them. */
@Timeout(30)
class CallLimitsTest {

  private static final String UNARY = "/helloworld.Greeter/SayHello";
  private static final String BIDI = "/helloworld.Greeter/SayHelloBidiStream";
  private static final int WIDE = 1 << 20;

  private static byte[] hello() {
    return HelloRequest.newBuilder().setName("x").build().toByteArray();
  }

  private static void greet(Http2Wire wire, int stream) throws IOException {
    wire.message(stream, hello(), false).flush();
    assertThat(wire.next(DATA, stream).payload().toString()).endsWith("Hello, x");
  }

  private static String exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      String head = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void refusesCallsBeyondTheirNumberForNow() throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'maxCallsInFlight': 1}}");
        Http2Wire wire = new Http2Wire(server.port(), WIDE)) {
      wire.call(1, BIDI);
      greet(wire, 1);

      wire.call(3, UNARY).message(3, hello(), true).flush();
      Map<String, String> refused = wire.next(HEADERS, 3).headers();
      assertThat(refused.get("grpc-status")).isEqualTo("8");
      Status status =
          Status.parseFrom(Base64.getDecoder().decode(refused.get("grpc-status-details-bin")));
      assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
          .isEqualTo(1);
      assertThat(exchange(server.port(), "GET /v1/hello/x"))
          .startsWith("HTTP/1.1 503")
          .contains("retry-after: 1\r\n", "google.rpc.RetryInfo");
      wire.call(5, "/grpc.health.v1.Health/Check").message(5, new byte[0], true).flush();
      assertThat(wire.next(HEADERS, 5).headers().get("grpc-status")).isNull();

      wire.data(1, new byte[0], true).flush();
      assertThat(wire.next(HEADERS, 1).endsStream()).isTrue();
      assertThat(exchange(server.port(), "GET /v1/hello/x")).contains("Hello, x");
    }
  }

  @Test
  void endsACallAtTheDeadlineOfItsMethod() throws Exception {
    String conf =
        "{'deadlines': [{'method': 'helloworld.Greeter/SayHelloBidiStream', 'defaultMillis': 100},"
            + " {'method': 'helloworld.Greeter/*', 'maxMillis': 200}]}";
    try (AttackServer server = new AttackServer(conf);
        Http2Wire wire = new Http2Wire(server.port(), WIDE)) {
      wire.call(1, BIDI).flush();
      assertThat(wire.next(HEADERS, 1).headers().get("grpc-status")).isEqualTo("4");
      wire.call(3, UNARY, "grpc-timeout", "1H").flush();
      assertThat(wire.next(HEADERS, 3).headers().get("grpc-status")).isEqualTo("4");
    }
  }
}
