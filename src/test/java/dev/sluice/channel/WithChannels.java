package dev.sluice.channel;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that open channels, which are closed after each. */
@ExtendWith(VertxExtension.class)
abstract class WithChannels {

  Vertx vertx;
  TestChannels channels;

  @BeforeEach
  void openChannels(Vertx vertx) {
    this.vertx = vertx;
    this.channels = new TestChannels(vertx);
  }

  @AfterEach
  void closeChannels() {
    channels.close();
  }
}
