package dev.sluice.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders errors as a line of text, some of them wrongly. */
public final class PlainErrors implements ErrorRenderer {

  @Override
  public String name() {
    return "test-plain";
  }

  @Override
  public @Nullable RenderedError render(RestError error) {
    if (error.message().contains("throw")) {
      throw new IllegalStateException("told to");
    }
    if (error.message().equals("header")) {
      return new RenderedError(400, "text/plain", Buffer.buffer(), Map.of("content-length", "1"));
    }
    if (error.message().contains("default")) {
      return null;
    }
    RestError.Origin origin = error.origin();
    String line =
        String.join(
            " | ",
            origin.httpMethod(),
            origin.path(),
            String.valueOf(origin.operationId()),
            String.valueOf(origin.headers().get("x-who")),
            error.code().name(),
            error.message(),
            String.valueOf(error.details().size()));
    int status = error.httpStatus() == 400 ? 422 : error.httpStatus();
    return new RenderedError(
        status, "text/plain; charset=utf-8", Buffer.buffer(line), Map.of("x-rendered", "yes"));
  }

  @Override
  public @Nullable JsonObject renderInStream(RestError error) {
    if (error.message().contains("throw")) {
      throw new IllegalStateException("told to");
    }
    return error.message().contains("default")
        ? null
        : new JsonObject().put("oops", error.message()).put("at", error.origin().operationId());
  }
}
