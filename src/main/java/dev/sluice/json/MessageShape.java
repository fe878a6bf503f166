package dev.sluice.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * A message type, compiled: its fields by name and by number, and which JSON form it has.
 *
 * <p>Types refer to each other and to themselves, so the fields are compiled when they are first
 * asked for. Fields are reached by protobuf's own reflection at first, and by the generated methods
 * once the type has been used for a while.
 */
final class MessageShape {

  private static final int BITS_PER_WORD = 6;
  private static final int USES_BEFORE_LINK = 100;
  private static final int MIN_SIZE = 256;
  private static final int MAX_SIZE = 1 << 14;

  /** The JSON forms that messages have. */
  enum Kind {
    OBJECT,
    ANY,
    TIMESTAMP,
    DURATION,
    FIELD_MASK,
    STRUCT,
    VALUE,
    LIST_VALUE,
    WRAPPER;

    private static final Map<String, Kind> WELL_KNOWN =
        Map.ofEntries(
            Map.entry("google.protobuf.Any", ANY),
            Map.entry("google.protobuf.Timestamp", TIMESTAMP),
            Map.entry("google.protobuf.Duration", DURATION),
            Map.entry("google.protobuf.FieldMask", FIELD_MASK),
            Map.entry("google.protobuf.Struct", STRUCT),
            Map.entry("google.protobuf.Value", VALUE),
            Map.entry("google.protobuf.ListValue", LIST_VALUE),
            Map.entry("google.protobuf.DoubleValue", WRAPPER),
            Map.entry("google.protobuf.FloatValue", WRAPPER),
            Map.entry("google.protobuf.Int64Value", WRAPPER),
            Map.entry("google.protobuf.UInt64Value", WRAPPER),
            Map.entry("google.protobuf.Int32Value", WRAPPER),
            Map.entry("google.protobuf.UInt32Value", WRAPPER),
            Map.entry("google.protobuf.BoolValue", WRAPPER),
            Map.entry("google.protobuf.StringValue", WRAPPER),
            Map.entry("google.protobuf.BytesValue", WRAPPER));

    boolean isObject() {
      return this == OBJECT || this == ANY || this == STRUCT;
    }

    /** What the JSON of such a message is, for people. */
    String form() {
      return switch (this) {
        case OBJECT, ANY, STRUCT -> "an object";
        case LIST_VALUE -> "an array";
        case WRAPPER, VALUE -> "a value";
        case TIMESTAMP, DURATION, FIELD_MASK -> WellKnownText.expectation(this);
      };
    }

    static Kind of(Descriptor descriptor) {
      return WELL_KNOWN.getOrDefault(descriptor.getFullName(), OBJECT);
    }
  }

  private final Message prototype;
  private final Descriptor descriptor;
  private final Kind kind;
  private final JsonCodecs codecs;
  private volatile @Nullable Fields fields;

  /** How many messages were read or written; several threads may count one. */
  private int uses;

  private int expectedSize = MIN_SIZE;

  MessageShape(Message prototype, JsonCodecs codecs) {
    this.prototype = prototype;
    this.descriptor = prototype.getDescriptorForType();
    this.kind = Kind.of(descriptor);
    this.codecs = codecs;
  }

  Message prototype() {
    return prototype;
  }

  /** Whether a message is of this type, of its class and its descriptor. */
  boolean isOf(Message message) {
    return message.getClass() == prototype.getClass()
        && message.getDescriptorForType() == descriptor;
  }

  /** Counts a message that is read or written; a type that proves to be in use is linked. */
  void count() {
    int before = uses;
    if (before < USES_BEFORE_LINK) {
      uses = before + 1;
      if (before + 1 == USES_BEFORE_LINK) {
        ForkJoinPool.commonPool().execute(this::link);
      }
    }
  }

  /** How many bytes of JSON to make room for, after what messages of this type took before. */
  int expectedSize() {
    return expectedSize;
  }

  void expectSize(int size) {
    int expected = expectedSize;
    if (size > expected) {
      expectedSize = Math.min(size, MAX_SIZE);
    } else if (size < expected / 2) {
      expectedSize = Math.max(expected - expected / 16, MIN_SIZE);
    }
  }

  /** Finds the quickest way to each of the fields. It takes a while: some milliseconds. */
  void link() {
    for (FieldGroup group : fields().groups()) {
      group.link();
    }
  }

  Descriptor descriptor() {
    return descriptor;
  }

  Kind kind() {
    return kind;
  }

  Fields fields() {
    Fields compiled = fields;
    return compiled == null ? compile() : compiled;
  }

  private synchronized Fields compile() {
    Fields compiled = fields;
    if (compiled == null) {
      compiled = new Fields(prototype, codecs);
      fields = compiled;
    }
    return compiled;
  }

  /** The fields of a message type. */
  static final class Fields {

    private final NameTable<FieldShape> byName;
    private final Map<Integer, FieldShape> byNumber = new HashMap<>();
    private final FieldShape[] inOrder;
    private final FieldGroup[] groups;
    private final @Nullable FieldShape firstExpected;
    private final int words;

    private Fields(Message prototype, JsonCodecs codecs) {
      Descriptor descriptor = prototype.getDescriptorForType();
      List<FieldDescriptor> declared = new ArrayList<>(descriptor.getFields());
      declared.sort(Comparator.comparingInt(FieldDescriptor::getNumber));
      List<FieldShape> shapes = new ArrayList<>(declared.size());
      List<FieldGroup> compiled = new ArrayList<>();
      for (int from = 0; from < declared.size(); from += FieldGroup.MAX) {
        int to = Math.min(from + FieldGroup.MAX, declared.size());
        FieldGroup group = new FieldGroup(prototype, declared.subList(from, to), codecs);
        compiled.add(group);
        shapes.addAll(List.of(group.shapes()));
      }
      Map<String, FieldShape> names = new HashMap<>();
      for (FieldShape shape : shapes) {
        names.put(shape.descriptor.getJsonName(), shape);
        byNumber.put(shape.number(), shape);
      }
      for (FieldShape shape : shapes) {
        names.putIfAbsent(shape.descriptor.getName(), shape);
      }
      byName = new NameTable<>(names);
      groups = compiled.toArray(FieldGroup[]::new);
      inOrder = shapes.toArray(FieldShape[]::new);
      FieldShape expected = null;
      for (int i = inOrder.length - 1; i >= 0; i--) {
        FieldShape shape = inOrder[i];
        shape.next(expected);
        if (named(shape.name, 1, shape.name.length - 2) == shape) {
          expected = shape;
        }
      }
      firstExpected = expected;
      words = ((declared.size() + descriptor.getOneofs().size()) >> BITS_PER_WORD) + 1;
    }

    /** The field of the name that the bytes spell, or null. */
    @Nullable FieldShape named(byte[] bytes, int from, int to) {
      return byName.get(bytes, from, to);
    }

    /** The shape of a field that the type surely has. */
    FieldShape of(int number) {
      return Objects.requireNonNull(byNumber.get(number));
    }

    /** The fields in the order of their numbers. */
    FieldShape[] inOrder() {
      return inOrder;
    }

    /** The fields in groups, in the order of their numbers. */
    FieldGroup[] groups() {
      return groups;
    }

    /** Writes the fields that a message has, in the order of their numbers. */
    void write(Message message, MessageToJson to) throws JsonException {
      for (FieldGroup group : groups) {
        group.write(message, to);
      }
    }

    /**
     * The field that a document most likely begins with, or null. What its name means does not
     * depend on that: fields whose name is that of another as well are not expected.
     */
    @Nullable FieldShape firstExpected() {
      return firstExpected;
    }

    FieldShape first() {
      return inOrder[0];
    }

    FieldShape second() {
      return inOrder[1];
    }

    /** The bits of a message none of whose fields were seen yet. */
    long[] noneSeen() {
      return new long[words];
    }

    /** Sets a bit, and returns whether it was clear. */
    static boolean mark(long[] seen, int bit) {
      long mask = 1L << bit;
      int word = bit >> BITS_PER_WORD;
      boolean clear = (seen[word] & mask) == 0;
      seen[word] |= mask;
      return clear;
    }
  }
}
