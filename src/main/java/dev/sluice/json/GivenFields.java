package dev.sluice.json;

import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.List;

/** Finds the fields that a JSON document gives, whatever their values. */
final class GivenFields {

  private final JsonCursor in;
  private final List<List<FieldDescriptor>> found = new ArrayList<>();
  private final List<FieldDescriptor> path = new ArrayList<>();

  private GivenFields(JsonCursor in) {
    this.in = in;
  }

  /** Reads a document of an ordinary message that has been read before, and so is well-formed. */
  static List<List<FieldDescriptor>> of(JsonCursor in, MessageShape shape) throws JsonException {
    GivenFields fields = new GivenFields(in);
    if (in.first() == JsonToken.START_OBJECT) {
      fields.object(shape);
    }
    return fields.found;
  }

  private void object(MessageShape shape) throws JsonException {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      FieldShape field = shape.fields().named(name);
      JsonToken token = in.next();
      if (field == null) {
        in.skipChildren();
        continue;
      }
      path.add(field.descriptor);
      if (token == JsonToken.START_OBJECT && isOpen(field)) {
        object(field.message());
      } else {
        found.add(List.copyOf(path));
        in.skipChildren();
      }
      path.remove(path.size() - 1);
    }
  }

  private static boolean isOpen(FieldShape field) {
    return field.type == FieldDescriptor.Type.MESSAGE
        && !field.repeated
        && field.message().kind() == MessageShape.Kind.OBJECT
        && !field.message().fields().inOrder().isEmpty();
  }
}
