package dev.sluice.rest;

import dev.sluice.call.EarlyAnswer;
import dev.sluice.call.ServerCall;
import dev.sluice.config.RestConfig;
import dev.sluice.openapi.Streaming;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts the calls of requests whose operation is known: settles their formats, or refuses. */
final class RestCalls {

  private final RestConfig config;
  private final Origins origins;

  RestCalls(RestConfig config, Origins origins) {
    this.config = config;
    this.origins = origins;
  }

  /**
   * Starts the call of a request.
   *
   * @throws RefusedException if the request does not fit the operation, as far as is known yet
   */
  <Req, Resp> void start(
      HttpServerRequest request, RestOperation<Req, Resp> matched, RequestTarget place) {
    RestMetadata metadata = matched.rules().metadata();
    RequestHead head = RequestHead.of(request, metadata);
    origins.checkForm(request, head.contentType());
    RestOperation<Req, Resp> operation = matched.as(place.query());
    Streaming streaming = operation.contract().streaming();
    boolean continueExpected = continueExpected(request, head.expect());
    BodyKind body = bodyKind(request, head, operation);
    Accept accept = Accept.parse(head.accept(), body.type(), answers(operation));
    MediaType answerType = operation.writer().writesRaw() ? MediaType.JSON : accept.body();
    if (answerType == null) {
      throw notAcceptable(head, operation);
    }
    if (head.isOdd()) {
      metadata.ofRequest(request);
    }
    RequestTarget target =
        operation.binder().ifMatch() == null ? place : place.withEntityTag(IfMatch.of(request));
    if (operation.bound() != null) {
      target = target.with(operation.bound().of(request));
    }
    Input read = input(operation, target, body);
    Input input = body.gzip() ? new GzipInput(read, streaming.ofRequests()) : read;
    ErrorReply errorReply =
        new ErrorReply(request, accept, operation.errors(), target.entityTag() != null, metadata);
    Answer answer =
        Answer.of(
            request,
            answerType,
            QueryBinder.isPretty(target.query(), operation.writer().indents()),
            operation.rules().compression(),
            metadata);
    Output output =
        streaming.ofResponses()
            ? PartOutput.of(
                operation,
                answer,
                errorReply,
                new StreamOutput(
                    request, operation, answer, errorReply, config.streams().sseKeepAlive()))
            : new BodyOutput(request, operation, answer, errorReply);
    RestTransport<Req, Resp> transport =
        new RestTransport<>(request, operation, input, output, continueExpected);
    ServerCall<Req, Resp> call =
        new ServerCall<>(
            ((HttpServerRequestInternal) request).context(),
            operation.method(),
            transport,
            () -> metadata.ofRequest(request));
    transport.read(
        call, streaming == Streaming.NONE ? Duration.ZERO : config.streams().idleTimeout());
    if (streaming.ofResponses() && request.method().equals(HttpMethod.HEAD)) {
      call.headOnly();
    }
    call.start(head.timeout());
  }

  /**
   * What the head of a request says of its body.
   *
   * @param type its type, as far as that tells how to read it
   * @param contentType its type as it was sent
   * @param length its length, or -1
   * @param gzip whether it is compressed
   * @param parts whether it is a form in parts, which the operation takes
   */
  private record BodyKind(
      MediaType type, @Nullable String contentType, long length, boolean gzip, boolean parts) {}

  private static Input input(RestOperation<?, ?> operation, RequestTarget target, BodyKind kind) {
    MediaType type = kind.type();
    long length = kind.length();
    String contentType = kind.contentType();
    int maxBytes = operation.rules().maxBodyBytes();
    RequestBinder binder = operation.binder();
    // Without a body, path and query are the one message of a stream.
    boolean streams = operation.contract().streaming().ofRequests() && binder.body().taken();
    boolean form = binder.takesForms() && MediaType.isForm(contentType);
    String parts = kind.parts() ? contentType : null;
    if (streams && binder.takesRaw()) {
      return new RawStreamInput(piece -> binder.bindRaw(target, contentType, piece));
    }
    if (streams) {
      ElementReader elements =
          form || parts != null
              ? ElementReader.ofForm(parts != null, maxBytes)
              : new ElementReader(type, maxBytes);
      return new StreamInput(binder, target, type, parts, elements);
    }
    if (length > maxBytes) {
      throw RequestBody.tooLarge(maxBytes);
    }
    RequestBody body = new RequestBody(maxBytes, length);
    if (binder.takesRaw()) {
      return new BodyInput(body, content -> binder.bindRaw(target, contentType, content));
    }
    if (parts != null) {
      return new BodyInput(body, content -> binder.bindParts(target, parts, content));
    }
    if (form) {
      return new BodyInput(body, content -> binder.bindForm(target, content));
    }
    return new BodyInput(body, content -> binder.bind(target, type, content));
  }

  private static boolean continueExpected(HttpServerRequest request, @Nullable String expect) {
    if (expect == null || request.version() == HttpVersion.HTTP_1_0) {
      return false;
    }
    if (!expect.equalsIgnoreCase("100-continue")) {
      throw new RefusedException(
          417, "expect: " + RefusedException.echo(expect) + " (expected: 100-continue)");
    }
    return true;
  }

  private static BodyKind bodyKind(
      HttpServerRequest request, RequestHead head, RestOperation<?, ?> operation) {
    long length = EarlyAnswer.length(head.contentLength());
    String contentType = head.contentType();
    if (!operation.binder().body().taken()) {
      return new BodyKind(MediaType.JSON, contentType, length, false, false);
    }
    boolean parts = operation.binder().takesForms() && FormParts.areIn(contentType);
    String encoding = head.contentEncoding();
    boolean gzip =
        encoding != null
            && (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip"));
    if (length == 0) {
      MediaType type = MediaType.ofEmpty(contentType, operation.binder().body().takesProtobuf());
      return new BodyKind(type, contentType, length, gzip, parts);
    }
    if (encoding != null && !gzip && !encoding.equalsIgnoreCase("identity")) {
      request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
      throw new RefusedException(
          415,
          "content-encoding: " + RefusedException.echo(encoding) + " (expected: gzip or identity)");
    }
    MediaType type = parts ? MediaType.JSON : bodyType(contentType, operation);
    return new BodyKind(type, contentType, length, gzip, parts);
  }

  private static MediaType bodyType(@Nullable String contentType, RestOperation<?, ?> operation) {
    if (contentType == null || operation.binder().takesRaw()) {
      return MediaType.JSON;
    }
    boolean protobuf = operation.binder().body().takesProtobuf();
    if (operation.contract().streaming().ofRequests()) {
      return MediaType.ofRequestStream(contentType, protobuf);
    }
    return MediaType.ofRequest(contentType, protobuf);
  }

  private static Set<MediaType> answers(RestOperation<?, ?> operation) {
    boolean protobuf = operation.writer().writesProtobuf();
    if (operation.contract().streaming().ofResponses()) {
      return protobuf ? MediaType.OF_STREAM : MediaType.OF_VALUE_STREAM;
    }
    return protobuf ? MediaType.OF_MESSAGE : MediaType.OF_VALUE;
  }

  private static RefusedException notAcceptable(RequestHead head, RestOperation<?, ?> operation) {
    Set<MediaType> answers = answers(operation);
    String allowed = "application/json";
    if (answers == MediaType.OF_STREAM) {
      allowed += ", application/x-ndjson, text/event-stream or application/x-protobuf";
    } else if (answers == MediaType.OF_VALUE_STREAM) {
      allowed += ", application/x-ndjson or text/event-stream";
    } else if (answers == MediaType.OF_MESSAGE) {
      allowed += " or application/x-protobuf";
    }
    return new RefusedException(
        406,
        "accept: "
            + RefusedException.echo(String.valueOf(head.accept()))
            + " (expected: one that allows "
            + allowed
            + ")");
  }
}
