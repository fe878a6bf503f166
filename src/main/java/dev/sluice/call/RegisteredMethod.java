package dev.sluice.call;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.sluice.config.DeadlineRule;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method that is served: its descriptor, its messages and its one handler.
 *
 * <p>Immutable, and shared by all doors of one event loop.
 *
 * @param <Req> the type of request messages
 * @param <Resp> the type of response messages
 */
public final class RegisteredMethod<Req, Resp> {

  private final ServiceMethod<Req, Resp> method;
  private final MethodDescriptor descriptor;
  private final CallLimits limits;
  private final @Nullable DeadlineRule deadline;
  private final String fullName;
  private final Message requestPrototype;
  private final Parser<? extends Message> requestParser;
  private final boolean requestStreaming;
  private final boolean responseStreaming;
  private final Handler<ServerCall<Req, Resp>> handler;

  RegisteredMethod(
      ServiceMethod<Req, Resp> method,
      MethodDescriptor descriptor,
      Handler<ServerCall<Req, Resp>> service,
      List<Interceptor> interceptors,
      CallLimits limits) {
    this.method = method;
    this.descriptor = descriptor;
    this.limits = limits;
    this.fullName = descriptor.getService().getFullName() + "/" + descriptor.getName();
    this.deadline = limits.deadline(fullName);
    this.requestPrototype = requestPrototype(method);
    this.requestParser = requestPrototype.getParserForType();
    this.requestStreaming = descriptor.isClientStreaming();
    this.responseStreaming = descriptor.isServerStreaming();
    Handler<ServerCall<Req, Resp>> chain = call -> call.serve(call.servedBy(service));
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      chain = interceptors.get(i).intercept(this, chain);
    }
    this.handler = chain;
  }

  /** The method's descriptor. */
  public MethodDescriptor descriptor() {
    return descriptor;
  }

  /** The method's name with its service's, for example {@code helloworld.Greeter/SayHello}. */
  public String fullName() {
    return fullName;
  }

  /** Whether the client sends a stream of messages instead of one. */
  public boolean requestStreaming() {
    return requestStreaming;
  }

  /** Whether the server answers with a stream of messages instead of one. */
  public boolean responseStreaming() {
    return responseStreaming;
  }

  /** The default instance of the request type. */
  public Message requestPrototype() {
    return requestPrototype;
  }

  ServiceMethod<Req, Resp> serviceMethod() {
    return method;
  }

  CallLimits limits() {
    return limits;
  }

  /** How long a call may take, or null if it is the client's to say. */
  @Nullable DeadlineRule deadline() {
    return deadline;
  }

  Handler<ServerCall<Req, Resp>> handler() {
    return handler;
  }

  /**
   * Decodes a request message from the protobuf wire format.
   *
   * @throws StatusException INTERNAL if the bytes are not such a message, as gRPC prescribes
   */
  public Req decodeRequest(byte[] bytes, int offset, int length) {
    try {
      return request(requestParser.parseFrom(bytes, offset, length));
    } catch (InvalidProtocolBufferException e) {
      throw new StatusException(
          GrpcStatus.INTERNAL,
          "the request is not a valid " + requestPrototype.getDescriptorForType().getFullName());
    }
  }

  /**
   * A message as this method's request type.
   *
   * @param message a message built from {@link #requestPrototype}
   */
  @SuppressWarnings("unchecked") // the prototype came out of the method's own decoder
  public Req request(Message message) {
    return (Req) message;
  }

  /** A response as a protobuf message. */
  public Message response(Resp response) {
    return (Message) response;
  }

  private static Message requestPrototype(ServiceMethod<?, ?> method) {
    Object empty;
    try {
      empty = method.decoder().decode(GrpcMessage.message("identity", Buffer.buffer()));
    } catch (CodecException e) {
      // A proto2 message with required fields does not decode from nothing, yet tells its type.
      if (!(e.getCause() instanceof InvalidProtocolBufferException cause)
          || cause.getUnfinishedMessage() == null) {
        throw e;
      }
      empty = cause.getUnfinishedMessage();
    }
    if (!(empty instanceof Message message)) {
      throw new IllegalArgumentException(
          method.fullMethodName() + ": its requests are not protobuf messages");
    }
    return message.getDefaultInstanceForType();
  }
}
