package dev.sluice.call;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;

/** Vert.x's raw {@link GrpcMessage}s, for services that handle encoded messages. */
final class GrpcMessages {

  private GrpcMessages() {}

  static GrpcMessage of(Message message) {
    return GrpcMessage.message("identity", Buffer.buffer(message.toByteArray()));
  }

  @SuppressWarnings("unchecked") // doors take any message of the method's output type
  static <Resp> Resp response(RegisteredMethod<?, Resp> method, GrpcMessage message) {
    if (!message.encoding().equals("identity")) {
      throw new CodecException("encoding: " + message.encoding() + " (expected: identity)");
    }
    try {
      return (Resp)
          DynamicMessage.parseFrom(
              method.descriptor().getOutputType(), message.payload().getBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new CodecException(e);
    }
  }
}
