package dev.sluice.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are a body as it is: <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/httpbody.proto">google.api.HttpBody</a>,
 * generated or dynamic.
 */
final class HttpBodies {

  private static final String NAME = "google.api.HttpBody";

  /** The type of what has no other. */
  static final String UNKNOWN_TYPE = "application/octet-stream";

  /** The longest type that is sent: a header has to fit what proxies take. */
  private static final int MAX_TYPE_LENGTH = 1000;

  private HttpBodies() {}

  /** Whether a part of a message, or the whole, is a body. */
  static boolean isBody(Descriptor whole, @Nullable FieldDescriptor part) {
    if (part == null) {
      return whole.getFullName().equals(NAME);
    }
    return isBody(part) && !part.isRepeated();
  }

  /** Whether the values of a field are bodies. */
  static boolean isBody(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().getFullName().equals(NAME);
  }

  /**
   * Sets a body to what was sent.
   *
   * @param contentType its type, or null if none was told
   * @throws RefusedException if the type is nothing that could be answered as one
   */
  static void set(Message.Builder body, @Nullable String contentType, Content content) {
    Descriptor type = body.getDescriptorForType();
    if (contentType != null && !isPrintable(contentType)) {
      throw new RefusedException(
          415,
          "content-type: " + RefusedException.echo(contentType) + " (expected: printable ASCII)");
    }
    if (contentType != null) {
      body.setField(type.findFieldByName("content_type"), contentType);
    }
    body.setField(
        type.findFieldByName("data"),
        ByteString.copyFrom(content.array(), content.offset(), content.length()));
  }

  /**
   * The content type of a body; the unknown type if it has none, or one that cannot be a header:
   * services hand on what they were told, which may be anything.
   */
  static String contentType(Message body) {
    FieldDescriptor field = body.getDescriptorForType().findFieldByName("content_type");
    String type = ((String) body.getField(field)).strip();
    return type.isEmpty() || type.length() > MAX_TYPE_LENGTH || !isPrintable(type)
        ? UNKNOWN_TYPE
        : type;
  }

  private static boolean isPrintable(String type) {
    return type.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }

  static byte[] data(Message body) {
    FieldDescriptor field = body.getDescriptorForType().findFieldByName("data");
    return ((ByteString) body.getField(field)).toByteArray();
  }

  /** Whether content of a type is text, which compresses well. */
  static boolean isText(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.startsWith("text/")
        || type.endsWith("json")
        || type.endsWith("xml")
        || type.endsWith("javascript");
  }
}
