package dev.sluice.cli;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Keeps Vert.x in the runnable jar from loading Jackson's data binding at every start. Flyway
 * brings that library along; the server binds no data.
 */
public final class PlainJson implements JsonFactory {

  private static final JsonCodec CODEC = new JacksonCodec();

  /** Made by {@link java.util.ServiceLoader}. */
  public PlainJson() {}

  @Override
  public JsonCodec codec() {
    return CODEC;
  }
}
