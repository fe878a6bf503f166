package dev.sluice.matrix;

import dev.sluice.test.v1.Everything;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** REST, streams in one of their formats. */
final class RestHttpDoor extends HttpDoor {

  private static final String NDJSON = "application/x-ndjson";
  private static final String SSE = "text/event-stream";

  private final String accept;

  RestHttpDoor(Vertx vertx, HttpVersion version, int port, String accept) {
    super(vertx, version, port);
    this.accept = accept;
  }

  @Override
  public Set<Kind> kinds() {
    return accept.equals(SSE) ? EnumSet.of(Kind.SERVER, Kind.BIDI) : EnumSet.allOf(Kind.class);
  }

  @Override
  String path(Kind kind) {
    return kind.path;
  }

  @Override
  void putHeaders(Kind kind, HttpClientRequest request) {
    request.putHeader("content-type", kind.streamsRequests() ? NDJSON : "application/json");
    request.putHeader("accept", kind.streamsResponses() ? accept : "application/json");
  }

  @Override
  String timeoutHeader() {
    return "Grpc-Timeout";
  }

  @Override
  String metadataHeader(String name) {
    return metadataName(name);
  }

  /** What metadata is as a header: those of tracing and the request id keep their names. */
  static String metadataName(String name) {
    boolean kept =
        name.startsWith("trace") || name.equals("baggage") || name.equals("x-request-id");
    return kept ? name : "Grpc-Metadata-" + name;
  }

  @Override
  Buffer encode(Kind kind, Everything message) {
    JsonObject json = new JsonObject();
    if (message.getAnInt32() != 0) {
      json.put("anInt32", message.getAnInt32());
    }
    if (!message.getAString().isEmpty()) {
      json.put("aString", message.getAString());
    }
    return json.toBuffer().appendString(kind.streamsRequests() ? "\n" : "");
  }

  @Override
  Reader reader(Kind kind, HttpClientResponse response) {
    boolean streams = kind.streamsResponses() && response.statusCode() == 200;
    return new Lines(kind, response, streams ? accept : "application/json", streams);
  }

  /** Reads line by line; an array is written with an element a line at most. */
  private static final class Lines implements Reader {

    private final Kind kind;
    private final HttpClientResponse response;
    private final String format;
    private final boolean streams;
    private final Buffer body = Buffer.buffer();
    private int seen;
    private boolean errorEvent;
    private GrpcStatus status = GrpcStatus.OK;

    Lines(Kind kind, HttpClientResponse response, String format, boolean streams) {
      this.kind = kind;
      this.response = response;
      this.format = format;
      this.streams = streams;
    }

    @Override
    public void chunk(Buffer chunk, List<Integer> numbers) {
      body.appendBuffer(chunk);
      if (!streams || format.equals("application/json")) {
        return;
      }
      int end;
      while ((end = indexOfNewline()) >= 0) {
        line(body.getString(seen, end), numbers);
        seen = end + 1;
      }
    }

    private int indexOfNewline() {
      for (int i = seen; i < body.length(); i++) {
        if (body.getByte(i) == '\n') {
          return i;
        }
      }
      return -1;
    }

    private void line(String line, List<Integer> numbers) {
      if (format.equals(NDJSON)) {
        element(new JsonObject(line), numbers);
      } else if (line.equals("event: error")) {
        errorEvent = true;
      } else if (line.startsWith("data: {")) {
        JsonObject data = new JsonObject(line.substring(6));
        element(errorEvent ? new JsonObject().put("error", data) : data, numbers);
      }
    }

    private void element(JsonObject json, List<Integer> numbers) {
      if (json.containsKey("error")) {
        status = GrpcStatus.valueOf(json.getJsonObject("error").getInteger("code"));
      } else if (kind == Kind.CLIENT) {
        json.getJsonArray("numbers", new JsonArray()).forEach(n -> numbers.add((Integer) n));
      } else {
        numbers.add(json.getInteger("anInt32", 0));
      }
    }

    @Override
    public Outcome end(List<Integer> numbers) {
      if (response.statusCode() != 200) {
        return new Outcome(numbers, GrpcStatus.valueOf(body.toJsonObject().getInteger("code")));
      }
      if (!streams) {
        element(body.toJsonObject(), numbers);
      } else if (format.equals("application/json")) {
        body.toJsonArray().forEach(element -> element((JsonObject) element, numbers));
      }
      return new Outcome(numbers, status);
    }
  }
}
