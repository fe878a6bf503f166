package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.List;

/** Finds the fields that a JSON document gives, whatever their values. */
final class GivenFields {

  /** How many names all paths may have together: where types contain themselves, paths are long. */
  private static final int MAX_NAMES = 100_000;

  private final JsonCursor in;
  private final List<List<FieldDescriptor>> found = new ArrayList<>();
  private final List<FieldDescriptor> path = new ArrayList<>();

  private int names;

  private GivenFields(JsonCursor in) {
    this.in = in;
  }

  /** Reads a document of an ordinary message that has been read before, and so is well-formed. */
  static List<List<FieldDescriptor>> of(JsonCursor in, MessageShape shape) throws JsonException {
    GivenFields fields = new GivenFields(in);
    if (in.first() == JsonToken.OBJECT) {
      fields.object(shape);
    }
    return fields.found;
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
        names += path.size();
        if (names > MAX_NAMES) {
          throw in.here(new JsonException("more nested fields are given than a mask can hold"));
        }
        found.add(List.copyOf(path));
        in.skip();
      }
      path.remove(path.size() - 1);
    }
  }

  private static boolean isOpen(FieldShape field) {
    return field.type == FieldDescriptor.Type.MESSAGE
        && !field.repeated
        && field.message().kind() == MessageShape.Kind.OBJECT
        && field.message().fields().inOrder().length > 0;
  }
}
