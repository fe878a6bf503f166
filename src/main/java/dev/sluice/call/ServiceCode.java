package dev.sluice.call;

import dev.sluice.config.Threads;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.Service;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What the code of a service says of itself, looked up by reflection when it is bound.
 *
 * @param service what is bound
 * @param instance the object whose methods the generated code calls, which is the service itself if
 *     it is not generated; null where it is not found
 */
record ServiceCode(Service service, @Nullable Object instance) {

  static ServiceCode of(Service service) {
    return new ServiceCode(service, instance(service));
  }

  private static @Nullable Object instance(Service service) {
    Class<?> type = service.getClass();
    if (!type.getName().contains("GrpcService$Builder$")) {
      return service;
    }
    try {
      Object builder = field(service, type.getEnclosingClass());
      return builder == null
          ? null
          : field(builder, type.getEnclosingClass().getEnclosingClass().getSuperclass());
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

  /** The threads that a method is annotated with, or else its service; null for neither. */
  @Nullable Threads threads(String methodName) {
    if (instance == null) {
      return null;
    }
    String name = javaName(methodName);
    for (Class<?> c = instance.getClass(); c != null; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        RunOn runOn = method.getAnnotation(RunOn.class);
        if (runOn != null && method.getName().equals(name)) {
          return runOn.value();
        }
      }
    }
    RunOn runOn = instance.getClass().getAnnotation(RunOn.class);
    return runOn == null ? null : runOn.value();
  }

  /**
   * A method in the form that returns a {@code Future<ReadStream>}, if it stands below the form
   * that takes a {@code WriteStream} in the class hierarchy: then it is the one that the service
   * means.
   */
  @Nullable Method futureForm(String methodName, boolean requestStreaming) {
    String name = javaName(methodName);
    Class<?> start = instance == null ? null : instance.getClass();
    for (Class<?> c = start; c != null && c != Object.class; c = c.getSuperclass()) {
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

  private static String javaName(String methodName) {
    return Character.toLowerCase(methodName.charAt(0)) + methodName.substring(1);
  }
}
