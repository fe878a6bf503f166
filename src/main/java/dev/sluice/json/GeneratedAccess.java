package dev.sluice.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the {@link FieldAccess} of generated messages: a class is made for each type, which
 * calls the methods that protoc generates.
 *
 * <p>Names that protoc changes, as it does where two would clash, and closed enums are left to
 * reflection. What is compiled is tried on a sample first.
 */
final class GeneratedAccess {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** What was compiled, by the class of the message and the number of the first field. */
  private static final ClassValue<Map<Integer, FieldAccess>> COMPILED =
      new ClassValue<>() {
        @Override
        protected Map<Integer, FieldAccess> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final Message prototype;
  private final FieldDescriptor[] fields;
  private final Class<?> getters;
  private final Class<?> builder;

  private GeneratedAccess(Message prototype, FieldDescriptor[] fields, Class<?> getters) {
    this.prototype = prototype;
    this.fields = fields;
    this.getters = getters;
    this.builder = prototype.newBuilderForType().getClass();
  }

  /**
   * The methods that a field of a generated message has.
   *
   * @param slot the slot of the field
   * @param has tells presence, if the field has any
   * @param get takes the value, the list or the map
   * @param give sets the value, adds one to the list, or puts an entry into the map
   */
  record Methods(int slot, @Nullable Method has, Method get, Method give) {}

  /**
   * The quickest access there is to some fields.
   *
   * @param prototype the default instance of the type, generated or not
   * @param fields the fields by their slots, always the same ones together
   */
  static FieldAccess of(Message prototype, FieldDescriptor[] fields) {
    Class<?> getters = getters(prototype.getClass());
    return getters == null || fields.length == 0
        ? new FieldAccess(fields)
        : COMPILED
            .get(prototype.getClass())
            .computeIfAbsent(
                fields[0].getNumber(),
                first -> new GeneratedAccess(prototype, fields, getters).compile());
  }

  /** The interface that has the getters of a generated message and nothing else. */
  private static @Nullable Class<?> getters(Class<?> type) {
    for (Class<?> each : type.getInterfaces()) {
      if (MessageOrBuilder.class.isAssignableFrom(each) && each != Message.class) {
        return each;
      }
    }
    return null;
  }

  private FieldAccess compile() {
    List<Methods> found = new ArrayList<>();
    for (int slot = 0; slot < fields.length; slot++) {
      Methods methods = sample(slot) == null ? null : found(slot);
      if (methods != null) {
        found.add(methods);
      }
    }
    try {
      FieldAccess access = compiled(found);
      if (found.removeIf(each -> !works(access, each.slot()))) {
        return compiled(found);
      }
      return access;
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      return new FieldAccess(fields);
    }
  }

  private FieldAccess compiled(List<Methods> found) throws ReflectiveOperationException {
    if (found.isEmpty()) {
      return new FieldAccess(fields);
    }
    byte[] code = new AccessCode(prototype.getClass(), builder, fields.length).of(found);
    return (FieldAccess)
        LOOKUP
            .defineHiddenClass(code, true)
            .lookupClass()
            .getDeclaredConstructor(FieldDescriptor[].class)
            .newInstance((Object) fields);
  }

  /** The methods of a field, or null if they go by other names. */
  private @Nullable Methods found(int slot) {
    try {
      return methods(slot);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private Methods methods(int slot) throws NoSuchMethodException {
    FieldDescriptor field = fields[slot];
    String name = camelCase(isNamedAfterType(field) ? nameOfType(field) : field.getName());
    FieldDescriptor values = field.isMapField() ? valueOf(field) : field;
    String of = values.getType() == FieldDescriptor.Type.ENUM ? name + "Value" : name;
    if (field.isMapField()) {
      return new Methods(slot, null, getter("get" + of + "Map"), put("put" + of));
    }
    if (field.isRepeated()) {
      Class<?> type = getters.getDeclaredMethod("get" + of, int.class).getReturnType();
      return new Methods(slot, null, getter("get" + of + "List"), give("add" + of, type));
    }
    Method get = getter("get" + of);
    Method has = field.hasPresence() ? getter("has" + name) : null;
    return new Methods(slot, has, get, give("set" + of, get.getReturnType()));
  }

  /** Whether a field is a group, whose methods have the name of its type in place of its own. */
  private static boolean isNamedAfterType(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.GROUP
        && field.getMessageType().getContainingType() == field.getContainingType()
        && field.getName().equals(nameOfType(field).toLowerCase(Locale.ROOT));
  }

  private static String nameOfType(FieldDescriptor field) {
    return field.getMessageType().getName();
  }

  private Method getter(String name) throws NoSuchMethodException {
    return getters.getDeclaredMethod(name);
  }

  private Method give(String name, Class<?> type) throws NoSuchMethodException {
    return builder.getMethod(name, type);
  }

  private Method put(String name) throws NoSuchMethodException {
    for (Method method : builder.getDeclaredMethods()) {
      if (method.getName().equals(name) && Modifier.isPublic(method.getModifiers())) {
        return method;
      }
    }
    throw new NoSuchMethodException(name);
  }

  private static FieldDescriptor keyOf(FieldDescriptor map) {
    return map.getMessageType().findFieldByNumber(1);
  }

  private static FieldDescriptor valueOf(FieldDescriptor map) {
    return map.getMessageType().findFieldByNumber(2);
  }

  /** A value of a field, or of a map, that is not its default; null if it is not to be compiled. */
  private @Nullable Object sample(int slot) {
    FieldDescriptor field = fields[slot];
    if (field.isMapField()) {
      Message entry = child(prototype, field);
      FieldDescriptor value = valueOf(field);
      return isMessage(value) ? entry.getField(value) : sample(value);
    }
    return isMessage(field) ? child(prototype, field) : sample(field);
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private static Message child(Message holder, FieldDescriptor field) {
    return holder.newBuilderForType().newBuilderForField(field).getDefaultInstanceForType();
  }

  private static @Nullable Object sample(FieldDescriptor field) {
    return switch (field.getType()) {
      case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> 1;
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> 1L;
      case BOOL -> true;
      case FLOAT -> 1F;
      case DOUBLE -> 1D;
      case STRING -> "x";
      case BYTES -> ByteString.copyFromUtf8("x");
      case ENUM -> field.legacyEnumFieldTreatedAsClosed() ? null : 1;
      case MESSAGE, GROUP -> null;
    };
  }

  /** Whether a builder that is given a value has it in this field. */
  private boolean works(FieldAccess access, int slot) {
    try {
      FieldDescriptor field = fields[slot];
      Object value = Objects.requireNonNull(sample(slot));
      Message.Builder holder = prototype.newBuilderForType();
      Object expected;
      if (field.isMapField()) {
        Object key = Objects.requireNonNull(sample(keyOf(field)));
        access.put(holder, slot, key, value);
        expected = Map.of(key, value);
      } else {
        access.give(holder, slot, value);
        expected = field.isRepeated() ? List.of(value) : value;
      }
      Message message = holder.buildPartial();
      int tag = message.toByteString().newCodedInput().readTag();
      return WireFormat.getTagFieldNumber(tag) == field.getNumber()
          && access.get(message, slot).equals(expected)
          && (!field.hasPresence() || (access.has(message, slot) && !access.has(prototype, slot)));
    } catch (IOException | LinkageError | RuntimeException e) {
      return false;
    }
  }

  /** The name of a field within the names of its methods. */
  private static String camelCase(String fieldName) {
    StringBuilder name = new StringBuilder(fieldName.length());
    boolean upper = true;
    for (int i = 0; i < fieldName.length(); i++) {
      char ch = fieldName.charAt(i);
      if (ch >= 'a' && ch <= 'z') {
        name.append(upper ? (char) (ch - ('a' - 'A')) : ch);
        upper = false;
      } else if (ch == '_') {
        upper = true;
      } else {
        name.append(ch);
        upper = ch >= '0' && ch <= '9';
      }
    }
    return name.toString();
  }
}
