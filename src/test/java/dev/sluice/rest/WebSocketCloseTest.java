package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallStatus;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls over WebSocket that client or service leave, or that go on after the end. */
@Timeout(30)
class WebSocketCloseTest extends WithWebSocketServer {

  @ParameterizedTest
  @CsvSource({"1000", "1001", "4999"})
  void cancelsWhenTheClientClosesBeforeTheEnd(int code) throws Exception {
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat")) {
      server.call();
      socket.sendClose(code);
      assertThat(server.end())
          .isEqualTo(
              new CallStatus(GrpcStatus.CANCELLED, "the client closed the WebSocket with " + code));
      assertThat(socket.readToClose()).containsExactly("close " + code + " ");
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void cancelsWhenTheClientClosesWhileAnswersArePending() throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    server.serve(call -> call.exceptionHandler(told::complete));
    try (RawWebSocket socket = server.open("/v1/chat")) {
      socket.send("{}").send("").sendClose(1000);
      assertThat(server.end().code()).isEqualTo(GrpcStatus.CANCELLED);
      assertThat(told.get(10, TimeUnit.SECONDS)).isInstanceOf(StatusException.class);
    }
  }

  @Test
  void cancelsWhenTheConnectionIsLost() throws Exception {
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat")) {
      server.call();
      socket.reset();
      assertThat(server.end())
          .isEqualTo(new CallStatus(GrpcStatus.CANCELLED, "the client went away"));
    }
  }

  @Test
  void noticesThatAClientClosesWhileTheServiceIsBusy() throws Exception {
    server.serve(call -> call.pause());
    try (RawWebSocket socket = server.open("/v1/chat")) {
      for (int i = 0; i < 100; i++) {
        socket.send("{}");
      }
      socket.sendClose(1000);
      assertThat(server.end().code()).isEqualTo(GrpcStatus.CANCELLED);
    }
  }

  @Test
  void dropsTheConnectionWhenTheServiceCancels() throws Exception {
    server.serve(call -> call.response().cancel());
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void ignoresWhatComesAfterTheEnd() throws Exception {
    server.serve(call -> call.response().end());
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.readToClose()).containsExactly(OK);
      socket.send("{}").send("no JSON").send(true, RawWebSocket.BINARY, new byte[9]);
      assertThat(socket.sendClose(1000).isClosed()).isTrue();
    }
  }
}
