package dev.sluice.rest;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests with a server each, since a call of the one before may come late. */
abstract class WithWebSocketServer {

  /** The end of a call that went well. */
  static final String OK = "close 1000 ";

  WebSocketServer server;

  @BeforeEach
  void start() throws Exception {
    server = new WebSocketServer(Duration.ZERO);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }
}
