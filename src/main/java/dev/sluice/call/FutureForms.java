package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.lang.reflect.Field;
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
 * {@link WriteStream}, its method is therefore called directly, and failures become the status. The
 * service object is found in the generated code's {@link Service} by reflection, once per method
 * when it is bound; where it is not found, the generated code stays in charge.
 */
final class FutureForms {

  private FutureForms() {}

  /**
   * The handler that calls a method's future form.
   *
   * @return the handler, or null if the service does not implement the method in that form
   */
  static <Req, Resp> @Nullable Handler<GrpcServerRequest<Req, Resp>> handler(
      Service service, ServiceMethod<Req, Resp> method, boolean requestStreaming) {
    Object instance = implementation(service);
    if (instance == null) {
      return null;
    }
    Method form = futureForm(instance.getClass(), method.methodName(), requestStreaming);
    if (form == null) {
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

  /**
   * A service's method in the future form, if it stands below the write-stream form in the class
   * hierarchy: then it is the one that the service means.
   */
  private static @Nullable Method futureForm(
      Class<?> type, String methodName, boolean requestStreaming) {
    String name = Character.toLowerCase(methodName.charAt(0)) + methodName.substring(1);
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      Method form = null;
      for (Method candidate : c.getDeclaredMethods()) {
        Class<?>[] parameters = candidate.getParameterTypes();
        if (candidate.isBridge() || !candidate.getName().equals(name)) {
          continue;
        }
        if (parameters.length == 2 && parameters[1] == WriteStream.class) {
          return null;
        }
        if (parameters.length == 1
            && candidate.getReturnType() == Future.class
            && (parameters[0] == ReadStream.class) == requestStreaming) {
          form = candidate;
        }
      }
      if (form != null) {
        form.setAccessible(true);
        return form;
      }
    }
    return null;
  }

  /** The object whose methods the generated code of a service calls. */
  private static @Nullable Object implementation(Service service) {
    String generated = service.getClass().getName();
    if (!generated.contains("GrpcService$Builder$")) {
      return service;
    }
    try {
      Object builder = field(service, service.getClass().getEnclosingClass());
      return builder == null
          ? null
          : field(
              builder, service.getClass().getEnclosingClass().getEnclosingClass().getSuperclass());
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static @Nullable Object field(Object owner, Class<?> type)
      throws ReflectiveOperationException {
    for (Field field : owner.getClass().getDeclaredFields()) {
      if (field.getType() == type) {
        field.setAccessible(true);
        return field.get(owner);
      }
    }
    return null;
  }
}
