package dev.sluice.tracing;

import static dev.sluice.Waiting.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A collector of OTLP over HTTP, in this process, that keeps what it gets. */
public final class Collector implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<Resource> resources = new CopyOnWriteArrayList<>();
  private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  /** Starts a collector on a free port. */
  public Collector() throws Exception {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> take(request, body)))
                .listen(0, "127.0.0.1"));
  }

  private void take(HttpServerRequest request, Buffer body) {
    requests.add(request);
    if (silent) {
      return;
    }
    try {
      ExportTraceServiceRequest batch = ExportTraceServiceRequest.parseFrom(body.getBytes());
      batch
          .getResourceSpansList()
          .forEach(
              each -> {
                resources.add(each.getResource());
                each.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
              });
      request
          .response()
          .putHeader("content-type", "application/x-protobuf")
          .end(Buffer.buffer(ExportTraceServiceResponse.getDefaultInstance().toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      request.response().setStatusCode(400).end();
    }
  }

  /** Takes what comes from now on, and never answers. */
  public void fallSilent() {
    silent = true;
  }

  /** Where spans go. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1/traces";
  }

  /** All spans so far. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  /** What the spans so far are of. */
  public List<Resource> resources() {
    return List.copyOf(resources);
  }

  /** The requests by which spans came. */
  public List<HttpServerRequest> requests() {
    return List.copyOf(requests);
  }

  /** The spans of a trace, once there are so many. */
  public List<Span> spansOf(String traceId, int count) {
    return Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> spans.stream().filter(s -> hex(s.getTraceId()).equals(traceId)).toList(),
            found -> found.size() >= count);
  }

  /** The attributes of a span, numbers as text. */
  public static Map<String, String> attributes(Span span) {
    return attributes(span.getAttributesList());
  }

  /** Attributes by name, numbers as text. */
  public static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
  }

  private static String text(AnyValue value) {
    return value.hasIntValue() ? "#" + value.getIntValue() : value.getStringValue();
  }

  /** An id as it is written in headers. */
  public static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
