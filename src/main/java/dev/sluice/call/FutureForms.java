package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServerRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Serves streaming methods that a service implements in the form that returns a {@code
 * Future<ReadStream>}.
 *
 * <p>The code that the Vert.x generator puts between that form and the wire forgets a future that
 * fails, so that the call hangs, and ends the response well when the stream fails, so that a piece
 * passes for the whole. Where a service has overridden that form and not the one that takes a
 * {@link WriteStream}, its method is therefore called directly, and failures become the status.
 * Where the object of the service is not found, the generated code stays in charge.
 */
final class FutureForms {

  private FutureForms() {}

  /**
   * The handler that calls a method's future form.
   *
   * @return the handler, or null if the service does not implement the method in that form
   */
  static <Req, Resp> @Nullable Handler<GrpcServerRequest<Req, Resp>> handler(
      ServiceCode service, ServiceMethod<Req, Resp> method, boolean requestStreaming) {
    Object instance = service.instance();
    Method form = service.futureForm(method.methodName(), requestStreaming);
    if (instance == null || form == null) {
      return null;
    }
    if (requestStreaming) {
      return call -> serve(instance, form, call, (ServerCall<Req, Resp>) call);
    }
    return call ->
        call.handler(message -> serve(instance, form, message, (ServerCall<Req, Resp>) call));
  }

  private static <Resp> void serve(
      Object instance, Method form, Object argument, ServerCall<?, Resp> call) {
    invoke(instance, form, argument)
        .onSuccess(stream -> pipe(FutureForms.<Resp>cast(stream), call))
        .onFailure(call.response()::fail);
  }

  private static Future<?> invoke(Object instance, Method form, Object argument) {
    try {
      return (Future<?>) form.invoke(instance, argument);
    } catch (InvocationTargetException e) {
      return Future.failedFuture(e.getCause());
    } catch (IllegalAccessException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Sends a stream. When the call ends before it, the stream is let go of: its handler is taken
   * away, and it is resumed if the client had held it up.
   */
  private static <Resp> void pipe(ReadStream<Resp> stream, ServerCall<?, Resp> call) {
    Pipe<Resp> pipe = stream.pipe().endOnFailure(false);
    if (call.status() != null) {
      pipe.close();
      return;
    }
    call.response().exceptionHandler(e -> pipe.close());
    pipe.to(call.response())
        .onFailure(
            e -> {
              if (call.status() == null) {
                call.response().fail(e);
              }
            });
  }

  @SuppressWarnings("unchecked") // what the method's signature says
  private static <Resp> ReadStream<Resp> cast(Object stream) {
    return (ReadStream<Resp>) stream;
  }
}
