package dev.sluice.server;

import static dev.sluice.attack.Http2Wire.HEADERS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.attack.AttackServer;
import dev.sluice.attack.Http2Wire;
import dev.sluice.proto.helloworld.HelloRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers say what the request is named in the log. */
@Timeout(30)
class RequestIdsTest {

  private static final String MADE = "[0-9a-f]{16}";
  private static final Pattern HEADER = Pattern.compile("\r\nx-request-id: ([^\r]*)\r\n");

  /** A request, and how it ends. */
  private enum Way {
    REST(false, "GET /v1/hello/x HTTP/1.1", "", ""),
    REST_STREAM(false, "GET /v1/features HTTP/1.1", "accept: application/x-ndjson", ""),
    REST_FAILED(true, "GET /v1/people/0 HTTP/1.1", "", ""),
    REST_REFUSED(true, "GET /v1/hello/x HTTP/1.1", "accept: image/png", ""),
    REST_BAD_BODY(true, "POST /v1/hello HTTP/1.1", "content-length: 1", "{"),
    NO_PATH(true, "GET /nowhere HTTP/1.1", "", ""),
    NO_METHOD(true, "DELETE /v1/hello HTTP/1.1", "", ""),
    NO_HTTP(true, "GET /v1/hello/x HTTP/1.1", "a b: c", ""),
    PAGE(false, "GET /healthz HTTP/1.1", "", ""),
    WEB_SOCKET(
        false,
        "GET /v1/routes:chat HTTP/1.1",
        "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n"
            + "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
        ""),
    WEB_SOCKET_REFUSED(true, "GET /v1/routes:chat HTTP/1.1", "upgrade: websocket", ""),
    GRPC_WEB(
        false,
        "POST /helloworld.Greeter/SayHello HTTP/1.1",
        "content-type: application/grpc-web\r\ncontent-length: 5",
        "\0\0\0\0\0"),
    GRPC_WEB_FAILED(
        true,
        "POST /helloworld.Greeter/SayHello HTTP/1.1",
        "content-type: application/grpc-web\r\ncontent-length: 0",
        ""),
    GRPC_WEB_REFUSED(
        true,
        "POST /helloworld.Greeter/None HTTP/1.1",
        "content-type: application/grpc-web\r\ncontent-length: 0",
        ""),
    GRPC(false, "/helloworld.Greeter/SayHello", null, ""),
    GRPC_FAILED(true, "/sluice.addressbook.v1.AddressBookService/GetPerson", null, ""),
    GRPC_BAD_TIMEOUT(true, "/helloworld.Greeter/SayHello", "grpc-timeout", "1x"),
    GRPC_REFUSED(true, "/helloworld.Greeter/None", null, "");

    private final boolean failed;
    private final String target;
    private final @Nullable String headers;
    private final String body;

    Way(boolean failed, String target, @Nullable String headers, String body) {
      this.failed = failed;
      this.target = target;
      this.headers = headers;
      this.body = body;
    }

    /** Sends the request under a name, or without one; returns the name in the answer, or null. */
    @Nullable String answer(int port, @Nullable String id) throws Exception {
      return target.startsWith("/") ? overHttp2(port, id) : overHttp1(port, id);
    }

    private @Nullable String overHttp1(int port, @Nullable String id) throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(10_000);
        String more = headers == null || headers.isEmpty() ? "" : headers + "\r\n";
        String named = id == null ? "" : "X-Request-Id: " + id + "\r\n";
        socket
            .getOutputStream()
            .write(
                (target + "\r\nhost: x\r\n" + named + more + "\r\n" + body).getBytes(ISO_8859_1));
        Matcher found = HEADER.matcher(head(socket.getInputStream()));
        return found.find() ? found.group(1) : null;
      }
    }

    private static String head(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        assertThat(next).isNotNegative();
        head.append((char) next);
      }
      return head.toString().toLowerCase(Locale.ROOT);
    }

    private @Nullable String overHttp2(int port, @Nullable String id) throws Exception {
      try (Http2Wire wire = new Http2Wire(port, 1 << 20)) {
        String name = id == null ? "x-nothing" : "x-request-id";
        String value = id == null ? "x" : id;
        if (headers == null) {
          wire.call(1, target, name, value);
        } else {
          wire.call(1, target, name, value, headers, body);
        }
        wire.message(1, HelloRequest.getDefaultInstance().toByteArray(), true).flush();
        return wire.next(HEADERS, 1).headers().get("x-request-id");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void areThoseOfTheClient(Way way) throws Exception {
    try (AttackServer server = new AttackServer("{}")) {
      assertThat(way.answer(server.port(), "ada-1")).isEqualTo("ada-1");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void areMadeUpForFailuresOnly(Way way) throws Exception {
    try (AttackServer server = new AttackServer("{}")) {
      assertThat(way.answer(server.port(), null))
          .satisfies(id -> assertThat(id == null).isEqualTo(!way.failed))
          .satisfies(id -> assertThat(id == null ? "0".repeat(16) : id).matches(MADE));
      assertThat(way.answer(server.port(), "a client's")).isNotEqualTo("a client's");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void areMadeUpForAllIfTheConfSaysSo(Way way) throws Exception {
    try (AttackServer server = new AttackServer("{'http': {'requestIds': 'always'}}")) {
      assertThat(way.answer(server.port(), null)).matches(MADE);
      assertThat(way.answer(server.port(), "ada-1")).isEqualTo("ada-1");
    }
  }
}
