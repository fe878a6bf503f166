package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.List;

/** Finds the fields that a JSON document gives, whatever their values. */
final class GivenFields {

  private final JsonCursor in;
  private final GivenPaths found = new GivenPaths();
  private final List<FieldDescriptor> path = new ArrayList<>();

  private GivenFields(JsonCursor in) {
    this.in = in;
  }

  /** Reads a document of an ordinary message that has been read before, and so is well-formed. */
  static List<List<FieldDescriptor>> of(JsonCursor in, MessageShape shape) throws JsonException {
    GivenFields fields = new GivenFields(in);
    if (in.first() == JsonToken.OBJECT) {
      fields.object(shape);
    }
    return fields.found.all();
  }

  private void object(MessageShape shape) throws JsonException {
    while (in.nextName()) {
      FieldShape field = shape.fields().named(in.bytes(), in.from(), in.to());
      JsonToken token = in.next();
      if (field == null) {
        in.skip();
        continue;
      }
      path.add(field.descriptor);
      if (token == JsonToken.OBJECT && isOpen(field)) {
        object(field.message());
      } else {
        give();
        in.skip();
      }
      path.remove(path.size() - 1);
    }
  }

  private void give() throws JsonException {
    try {
      found.add(path);
    } catch (JsonException e) {
      throw in.here(e);
    }
  }

  private static boolean isOpen(FieldShape field) {
    return field.type == FieldDescriptor.Type.MESSAGE
        && !field.repeated
        && field.message().kind() == MessageShape.Kind.OBJECT
        && field.message().fields().inOrder().length > 0;
  }
}
