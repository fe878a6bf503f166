package dev.sluice.rest;

import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import dev.sluice.json.GivenPaths;
import dev.sluice.json.JsonException;
import dev.sluice.json.MessageCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The update mask of a PATCH that comes without one: the fields that its body gives.
 *
 * <p>Of JSON these are all that are named, also with null or their default; of protobuf, those that
 * are set. Nested messages count by their fields; lists, maps and well-known types as a whole. What
 * the path or {@code If-Match} says, and what only the service sets, is not a change.
 */
final class PatchMask {

  private static final String MASK = "google.protobuf.FieldMask";

  private final FieldDescriptor mask;
  private final FieldDescriptor body;
  private final Set<List<FieldDescriptor>> known;

  private PatchMask(FieldDescriptor mask, FieldDescriptor body, Set<List<FieldDescriptor>> known) {
    this.mask = mask;
    this.body = body;
    this.known = known;
  }

  /**
   * The mask of an operation.
   *
   * @param type the request type
   * @param body the field that the body is
   * @param said the fields that the path and headers bind
   * @return the mask; null unless the type has just one mask and the body is a message
   */
  static @Nullable PatchMask of(Descriptor type, FieldDescriptor body, List<FieldPath> said) {
    List<FieldDescriptor> masks =
        type.getFields().stream().filter(field -> isMask(field) && !field.isRepeated()).toList();
    if (masks.size() != 1 || !FieldPath.isOpen(body)) {
      return null;
    }
    Set<List<FieldDescriptor>> known = new HashSet<>();
    for (FieldPath path : said) {
      if (path.fields().get(0).equals(body)) {
        known.add(path.fields().subList(1, path.fields().size()));
      }
    }
    return new PatchMask(masks.get(0), body, known);
  }

  private static boolean isMask(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().getFullName().equals(MASK);
  }

  /**
   * Sets the mask unless it has been given.
   *
   * @param codec the codec of the request type
   * @param content the body, which has been read into the message
   * @throws JsonException if the fields that it gives are more than a mask can hold
   */
  void complete(Message.Builder message, MessageCodec codec, MediaType type, Content content)
      throws JsonException {
    FieldDescriptor paths = mask.getMessageType().findFieldByName("paths");
    if (((MessageOrBuilder) message.getField(mask)).getRepeatedFieldCount(paths) > 0) {
      return;
    }
    List<List<FieldDescriptor>> given = List.of();
    if (type.isProtobuf()) {
      GivenPaths set = new GivenPaths();
      collect((Message) message.getField(body), new ArrayList<>(), set);
      given = set.all();
    } else if (content.length() > 0) {
      given = codec.givenFields(body, content.array(), content.offset(), content.length());
    }
    Message.Builder owner = message.getFieldBuilder(mask);
    for (List<FieldDescriptor> path : given) {
      if (!known.contains(path) && path.stream().noneMatch(PatchMask::isOutputOnly)) {
        owner.addRepeatedField(paths, FieldPath.name(path));
      }
    }
  }

  private static void collect(Message message, List<FieldDescriptor> path, GivenPaths given)
      throws JsonException {
    for (var entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      path.add(field);
      if (FieldPath.isOpen(field) && !field.getMessageType().getFields().isEmpty()) {
        collect((Message) entry.getValue(), path, given);
      } else {
        given.add(path);
      }
      path.remove(path.size() - 1);
    }
  }

  private static boolean isOutputOnly(FieldDescriptor field) {
    return field
        .getOptions()
        .getExtension(FieldBehaviorProto.fieldBehavior)
        .contains(FieldBehavior.OUTPUT_ONLY);
  }
}
