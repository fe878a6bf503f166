package dev.sluice.cli;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.attack.Http2Wire;
import dev.sluice.proto.helloworld.HelloRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with little memory, of which clients want more than there is. */
@Timeout(120)
class OutOfMemoryIT {

  private static final String UNARY = "/helloworld.Greeter/SayHello";
  private static final int MESSAGE = 4_000_000;
  private static final int PIECE = 16_000;

  private static void greet(int port) throws IOException {
    try (Http2Wire wire = new Http2Wire(port, 1 << 20)) {
      byte[] hello = HelloRequest.newBuilder().setName("x").build().toByteArray();
      wire.call(1, UNARY).message(1, hello, true).flush();
      assertThat(wire.next(DATA, 1).payload().toString()).endsWith("Hello, x");
    }
  }

  /** Sends nearly all of a large message on each of many streams; returns how many were ended. */
  private static int fill(Http2Wire wire, int streams) throws IOException {
    byte[] prefix = ByteBuffer.allocate(5).put((byte) 0).putInt(MESSAGE).array();
    for (int i = 0; i < streams; i++) {
      int stream = 2 * i + 1;
      int ended = wire.seen(HEADERS);
      wire.call(stream, UNARY).data(stream, prefix, false);
      for (int sent = 0; sent < MESSAGE - PIECE && wire.seen(HEADERS) == ended; sent += PIECE) {
        wire.data(stream, new byte[PIECE], false).sync();
      }
    }
    return wire.seen(HEADERS);
  }

  @Test
  void failsTheCallsThatDoNotFitAlone() throws Exception {
    try (SluiceProcess server =
            SluiceProcess.jarWithHeap("48m", "-conf", "{\"port\":0,\"host\":\"127.0.0.1\"}");
        Http2Wire wire = new Http2Wire(server.port(), 1 << 20)) {
      int ended = fill(wire, 20);

      assertThat(ended).isBetween(15, 19);
      byte[] hello = HelloRequest.newBuilder().setName("x").build().toByteArray();
      wire.call(1001, UNARY).message(1001, hello, true).flush();
      assertThat(wire.next(DATA, 1001).payload().toString()).endsWith("Hello, x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40m"})
  void livesOnWhenAllMemoryIsTaken(String heap) throws Exception {
    String conf =
        "{\"port\":0,\"host\":\"127.0.0.1\",\"limits\":{\"maxBufferedBytes\":1000000000000}}";
    try (SluiceProcess server = SluiceProcess.jarWithHeap(heap, "-conf", conf)) {
      try (Http2Wire wire = new Http2Wire(server.port(), 1 << 20)) {
        assertThat(fill(wire, 30)).isPositive();
      } catch (IOException e) {
        // The memory that was missing may have been that of the connection itself.
      }
      greet(server.port());
    }
  }
}
