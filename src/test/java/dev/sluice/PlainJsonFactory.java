package dev.sluice;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Has Vert.x read JSON as it does in production, although there is databind on the class path of
 * the tests.
 */
public final class PlainJsonFactory implements JsonFactory {

  @Override
  public JsonCodec codec() {
    return new JacksonCodec();
  }
}
