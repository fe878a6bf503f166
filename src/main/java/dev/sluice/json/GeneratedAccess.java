package dev.sluice.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Links {@link FieldAccess} to the methods that protoc generates, so that a field costs a call and
 * no reflection.
 *
 * <p>Names that protoc changes, as it does where two would clash, closed enums and groups are left
 * to {@link FieldAccess#ofAny}. What is linked is tried on a sample first.
 */
final class GeneratedAccess {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** What was linked, by the class of the message and the number of the field. */
  private static final ClassValue<Map<Integer, FieldAccess>> LINKED =
      new ClassValue<>() {
        @Override
        protected Map<Integer, FieldAccess> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final Message prototype;
  private final FieldDescriptor field;
  private final Class<?> getters;
  private final String name;

  private GeneratedAccess(Message prototype, FieldDescriptor field, Class<?> getters) {
    this.prototype = prototype;
    this.field = field;
    this.getters = getters;
    this.name = camelCase(field.getName());
  }

  /**
   * The quickest access there is to a field.
   *
   * @param prototype the default instance of the field's type, generated or not
   * @param child the default instance of the field's messages, or of the values of a map, if they
   *     are messages
   */
  static FieldAccess of(Message prototype, FieldDescriptor field, @Nullable Message child) {
    Class<?> getters = getters(prototype.getClass());
    if (getters == null) {
      return FieldAccess.ofAny(field);
    }
    return LINKED
        .get(prototype.getClass())
        .computeIfAbsent(field.getNumber(), number -> of(prototype, field, getters, child));
  }

  private static FieldAccess of(
      Message prototype, FieldDescriptor field, Class<?> getters, @Nullable Message child) {
    FieldAccess any = FieldAccess.ofAny(field);
    Object value = sample(field.isMapField() ? entry(field, 2) : field, child);
    if (value == null) {
      return any;
    }
    try {
      GeneratedAccess access = new GeneratedAccess(prototype, field, getters);
      FieldAccess linked = access.link(any);
      return access.works(linked, value) ? linked : any;
    } catch (ReflectiveOperationException | IOException | LinkageError | RuntimeException e) {
      return any;
    }
  }

  private static FieldDescriptor entry(FieldDescriptor map, int number) {
    return map.getMessageType().findFieldByNumber(number);
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

  /** A value of a field that is not its default, or null if the field is not to be linked. */
  private static @Nullable Object sample(FieldDescriptor field, @Nullable Message child) {
    return switch (field.getType()) {
      case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> 1;
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> 1L;
      case BOOL -> true;
      case FLOAT -> 1F;
      case DOUBLE -> 1D;
      case STRING -> "x";
      case BYTES -> ByteString.copyFromUtf8("x");
      case ENUM -> field.legacyEnumFieldTreatedAsClosed() ? null : 1;
      case MESSAGE -> child;
      case GROUP -> null;
    };
  }

  private FieldAccess link(FieldAccess any) throws ReflectiveOperationException {
    if (field.isMapField()) {
      String of = isEnum(entry(field, 2)) ? name + "Value" : name;
      return new FieldAccess(any.has(), get("get" + of + "Map"), any.give(), put("put" + of));
    }
    String of = isEnum(field) ? name + "Value" : name;
    if (field.isRepeated()) {
      Class<?> type = getters.getDeclaredMethod("get" + of, int.class).getReturnType();
      return new FieldAccess(
          any.has(), get("get" + of + "List"), give("add" + of, type), any.put());
    }
    Class<?> type = getters.getDeclaredMethod("get" + of).getReturnType();
    FieldAccess.Has has = field.hasPresence() ? has("has" + name) : any.has();
    return new FieldAccess(has, get("get" + of), give("set" + of, type), any.put());
  }

  private static boolean isEnum(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.ENUM;
  }

  private FieldAccess.Has has(String method) throws ReflectiveOperationException {
    return (FieldAccess.Has) lambda(FieldAccess.Has.class, getter(method));
  }

  private FieldAccess.Get get(String method) throws ReflectiveOperationException {
    return (FieldAccess.Get) lambda(FieldAccess.Get.class, getter(method));
  }

  private MethodHandle getter(String name) throws ReflectiveOperationException {
    Class<?> type = getters.getDeclaredMethod(name).getReturnType();
    return LOOKUP.findVirtual(prototype.getClass(), name, MethodType.methodType(type));
  }

  private FieldAccess.Give give(String method, Class<?> type) throws ReflectiveOperationException {
    Class<?> builder = prototype.newBuilderForType().getClass();
    return (FieldAccess.Give)
        lambda(
            FieldAccess.Give.class,
            LOOKUP.findVirtual(builder, method, MethodType.methodType(builder, type)));
  }

  private FieldAccess.Put put(String name) throws ReflectiveOperationException {
    Class<?> builder = prototype.newBuilderForType().getClass();
    for (Method method : builder.getDeclaredMethods()) {
      if (method.getName().equals(name) && Modifier.isPublic(method.getModifiers())) {
        return (FieldAccess.Put) lambda(FieldAccess.Put.class, LOOKUP.unreflect(method));
      }
    }
    throw new NoSuchMethodException(name);
  }

  /**
   * Makes an object of an interface of one method that calls a method, which is given boxed values
   * and whose result is boxed, or dropped if the interface wants none.
   */
  private static Object lambda(Class<?> type, MethodHandle method)
      throws ReflectiveOperationException {
    Method wanted = type.getDeclaredMethods()[0];
    MethodType erased = MethodType.methodType(wanted.getReturnType(), wanted.getParameterTypes());
    MethodType actual = method.type().wrap();
    if (erased.returnType().isPrimitive()) {
      actual = actual.changeReturnType(erased.returnType());
    }
    try {
      return LambdaMetafactory.metafactory(
              LOOKUP, wanted.getName(), MethodType.methodType(type), erased, method, actual)
          .getTarget()
          .invoke();
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) { // as the two methods declare
      throw new ReflectiveOperationException(e);
    }
  }

  /** Whether a builder that is given a value has it in this field. */
  private boolean works(FieldAccess linked, Object value) throws IOException {
    Message.Builder builder = prototype.newBuilderForType();
    Object expected;
    if (field.isMapField()) {
      Object key = Objects.requireNonNull(sample(entry(field, 1), null));
      linked.put().to(builder, key, value);
      expected = Map.of(key, value);
    } else {
      linked.give().to(builder, value);
      expected = field.isRepeated() ? List.of(value) : value;
    }
    Message message = builder.buildPartial();
    int tag = message.toByteString().newCodedInput().readTag();
    return WireFormat.getTagFieldNumber(tag) == field.getNumber()
        && linked.get().from(message).equals(expected)
        && (!field.hasPresence() || (linked.has().test(message) && !linked.has().test(prototype)));
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
