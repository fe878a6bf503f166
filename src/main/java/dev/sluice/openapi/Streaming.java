package dev.sluice.openapi;

import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which sides of a method stream; {@code x-grpc-streaming} in the contract. */
public enum Streaming {
  /** One request, one response. */
  NONE,
  /** One request, many responses. */
  SERVER,
  /** Many requests, one response. */
  CLIENT,
  /** Many requests, many responses, each at its own pace. */
  BIDI;

  /**
   * The kind of a method.
   *
   * @param method the method
   * @return its kind
   */
  public static Streaming of(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? BIDI : CLIENT;
    }
    return method.isServerStreaming() ? SERVER : NONE;
  }

  /** Whether the client sends a stream of messages. */
  public boolean ofRequests() {
    return this == CLIENT || this == BIDI;
  }

  /** Whether the server answers with a stream of messages. */
  public boolean ofResponses() {
    return this == SERVER || this == BIDI;
  }

  /** The word of the contract: {@code none}, {@code server}, {@code client} or {@code bidi}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Streaming parse(String word) {
    for (Streaming streaming : values()) {
      if (streaming.toString().equals(word)) {
        return streaming;
      }
    }
    return null;
  }
}
