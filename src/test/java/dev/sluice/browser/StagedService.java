package dev.sluice.browser;

import com.google.protobuf.Empty;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.call.ServiceProvider;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import dev.sluice.test.v1.ListRequest;
import dev.sluice.test.v1.UpdateRequest;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A service whose streams the test writes, message by message. */
final class StagedService extends EverythingServiceService implements ServiceProvider {

  /** The responses of {@code Split} that are open, or were. */
  final BlockingQueue<GrpcServerResponse<?, Everything>> opened = new LinkedBlockingQueue<>();

  /** How calls of {@code Split} and {@code Chat} have failed. */
  final BlockingQueue<Throwable> failed = new LinkedBlockingQueue<>();

  static Everything text(String text) {
    return Everything.newBuilder().setAString(text).build();
  }

  @Override
  public String name() {
    return "staged";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(EverythingServiceGrpcService.of(this));
  }

  @Override
  public Future<Everything> echo(Everything request) {
    return request.getAString().equals("never")
        ? Promise.<Everything>promise().future()
        : Future.succeededFuture(request);
  }

  @Override
  public Future<UpdateRequest> update(UpdateRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<ListRequest> list(ListRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Empty> unbound(Empty request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Empty> fail(Everything request) {
    String text = request.getAString();
    return Future.failedFuture(
        new DetailedStatusException(
            GrpcStatus.FAILED_PRECONDITION,
            text,
            List.of(
                ErrorInfo.newBuilder().setReason(text).putMetadata(text, text).build(),
                com.google.rpc.BadRequest.newBuilder()
                    .addFieldViolations(
                        FieldViolation.newBuilder().setField(text).setDescription(text))
                    .build())));
  }

  @Override
  protected void split(Everything request, WriteStream<Everything> stream) {
    GrpcServerResponse<?, Everything> response = (GrpcServerResponse<?, Everything>) stream;
    response.exceptionHandler(failed::add);
    opened.add(response);
  }

  /** Answers the metadata of the call and the number of messages. */
  @Override
  protected void join(ReadStream<Everything> stream, Completable<Everything> answer) {
    Map<String, String> metadata = metadata(((GrpcServerRequest<?, ?>) stream).headers());
    List<Integer> numbers = new ArrayList<>();
    stream.handler(message -> numbers.add(message.getAnInt32()));
    stream.endHandler(
        v ->
            answer.succeed(
                Everything.newBuilder().putAllLabels(metadata).addAllNumbers(numbers).build()));
  }

  @Override
  protected void chat(ReadStream<Everything> stream, WriteStream<Everything> response) {
    Map<String, String> metadata = metadata(((GrpcServerRequest<?, ?>) stream).headers());
    ((GrpcServerResponse<?, Everything>) response).exceptionHandler(failed::add);
    stream.handler(message -> response.write(message.toBuilder().putAllLabels(metadata).build()));
    stream.endHandler(v -> response.end());
  }

  private static Map<String, String> metadata(MultiMap headers) {
    Map<String, String> metadata = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          if (name.startsWith("x-") || name.equals("authorization")) {
            metadata.put(name, value);
          }
        });
    return metadata;
  }
}
