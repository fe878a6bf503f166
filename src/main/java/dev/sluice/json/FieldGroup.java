package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * Fields of a message type that are reached by one {@link FieldAccess}: so few that the JVM
 * compiles the code of it.
 */
final class FieldGroup {

  /** How many fields a group has at most. */
  static final int MAX = 128;

  private final Message prototype;
  private final FieldDescriptor[] fields;
  private final FieldShape[] shapes;

  /**
   * The way to the fields. A quicker one may replace it at any time; both serve, and neither
   * changes, so it does not matter when a thread sees it.
   */
  private FieldAccess access;

  /**
   * Compiles fields.
   *
   * @param prototype the default instance of their type
   * @param fields the fields by their slots
   * @param codecs the codecs of the types of their values
   */
  FieldGroup(Message prototype, List<FieldDescriptor> fields, JsonCodecs codecs) {
    this.prototype = prototype;
    this.fields = fields.toArray(FieldDescriptor[]::new);
    this.access = new FieldAccess(this.fields);
    this.shapes = new FieldShape[fields.size()];
    for (int slot = 0; slot < shapes.length; slot++) {
      shapes[slot] = new FieldShape(prototype, fields.get(slot), this, slot, codecs);
    }
  }

  FieldShape[] shapes() {
    return shapes;
  }

  FieldAccess access() {
    return access;
  }

  /** Writes the fields that a message has. */
  void write(Message message, MessageToJson to) throws JsonException {
    access.write(message, shapes, to);
  }

  /** Finds the quickest way to the fields. */
  void link() {
    access = GeneratedAccess.of(prototype, fields);
  }
}
