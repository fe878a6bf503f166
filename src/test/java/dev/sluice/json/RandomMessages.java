package dev.sluice.json;

import com.google.api.HttpRule;
import com.google.protobuf.Any;
import com.google.protobuf.Api;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.v1.ListPeopleResponse;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.UpdatePersonRequest;
import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.RouteSummary;
import dev.sluice.test.v1.Bit;
import dev.sluice.test.v1.BitPicture;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.Groups;
import dev.sluice.test.v1.ListBitsRequest;
import dev.sluice.test.v1.Many;
import dev.sluice.test.v1.Names;
import dev.sluice.test.v1.Needs;
import dev.sluice.test.v1.Order;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/**
 * Random messages of many types that use each field now and then, and each kind of value.
 *
 * <p>They are made of numbers, of which fewer and smaller ones make a smaller message.
 */
final class RandomMessages {

  /** What messages are made of; half of them are of the first type. */
  static final List<Message> TYPES =
      List.of(
          Everything.getDefaultInstance(),
          Order.getDefaultInstance(),
          Names.getDefaultInstance(),
          Groups.getDefaultInstance(),
          Needs.getDefaultInstance(),
          DelimitedMessages.PROTOTYPE,
          Many.getDefaultInstance(),
          Bit.getDefaultInstance(),
          ListBitsRequest.getDefaultInstance(),
          BitPicture.getDefaultInstance(),
          AddressBook.getDefaultInstance(),
          ListPeopleResponse.getDefaultInstance(),
          UpdatePersonRequest.getDefaultInstance(),
          PersonChange.getDefaultInstance(),
          Feature.getDefaultInstance(),
          RouteSummary.getDefaultInstance(),
          Status.getDefaultInstance(),
          HttpRule.getDefaultInstance(),
          FileDescriptorProto.getDefaultInstance(),
          UninterpretedOption.getDefaultInstance(),
          Api.getDefaultInstance(),
          Timestamp.getDefaultInstance(),
          Duration.getDefaultInstance(),
          FieldMask.getDefaultInstance(),
          Struct.getDefaultInstance(),
          Value.getDefaultInstance(),
          ListValue.getDefaultInstance(),
          Any.getDefaultInstance(),
          Empty.getDefaultInstance(),
          BytesValue.getDefaultInstance(),
          UInt64Value.getDefaultInstance());

  /** All of them, which may be in an Any. */
  static final TypeRegistry REGISTRY =
      TypeRegistry.newBuilder()
          .add(TYPES.stream().map(Message::getDescriptorForType).toList())
          .build();

  private static final int MOST_NUMBERS = 300;

  private static final int[] INTS = {
    0, 1, -1, 127, 128, -2, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final long[] LONGS = {
    0,
    1,
    -1,
    1L << 32,
    1L << 53,
    -(1L << 53),
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    999_999_999_999_999_999L
  };
  private static final double[] DOUBLES = {
    0,
    1,
    -1.5,
    0.1,
    1e300,
    -1e-300,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MAX_VALUE,
    Double.MIN_VALUE
  };
  private static final float[] FLOATS = {
    0, 1, -1.5f, 0.1f, Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, Float.MIN_VALUE, 1e-30f
  };
  private static final String[] STRINGS = {
    "",
    "a",
    "text",
    "\"quoted\"",
    "back\\slash",
    "line\nfeed\ttab\r\b\f",
    "\u0000\u001f",
    "é",
    "漢字",
    "😀",
    "<html> & 'x'",
    "\u2028\u2029",
    "\u007f",
    "1",
    "true",
    "a.b",
    "@type"
  };

  private static final String[] PATHS = {"a_string", "nested.inner.text", "f", "x.y_z"};

  private final Random random;

  /** Random numbers that are given, and zeros when they are used up. */
  private static final class Given extends Random {

    private final transient PrimitiveIterator.OfInt numbers;

    Given(int[] numbers) {
      this.numbers = IntStream.of(numbers).iterator();
    }

    @Override
    protected int next(int bits) {
      return numbers != null && numbers.hasNext() ? numbers.nextInt() >>> (32 - bits) : 0;
    }
  }

  private RandomMessages(Random random) {
    this.random = random;
  }

  /** Messages of all types; those that are found to be faulty become smaller. */
  static Arbitrary<Message> all() {
    return Arbitraries.integers()
        .withDistribution(RandomDistribution.uniform())
        .withoutEdgeCases()
        .array(int[].class)
        .ofMaxSize(MOST_NUMBERS)
        .withSizeDistribution(RandomDistribution.uniform())
        .map(
            numbers -> {
              Random random = new Given(numbers);
              int type = Math.max(0, random.nextInt(2 * TYPES.size()) - TYPES.size());
              return new RandomMessages(random).make(TYPES.get(type));
            });
  }

  /** A message that is always the same for the same seed. */
  static Everything everything(long seed) {
    return new RandomMessages(new Random(seed)).make(Everything.getDefaultInstance());
  }

  @SuppressWarnings("unchecked")
  private <M extends Message> M make(M type) {
    try {
      // Keys that came twice are one entry only once the map was serialised.
      return (M)
          type.getParserForType().parseFrom(message(type.newBuilderForType(), 0).toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private void fill(Message.Builder builder, FieldDescriptor field, int depth) {
    if (!field.isRepeated()) {
      builder.setField(field, value(builder, field, depth));
      return;
    }
    // A map of a message without a class would keep a key that comes twice.
    int most = field.isMapField() && builder instanceof DynamicMessage.Builder ? 1 : 3;
    for (int count = random.nextInt(most + 1); count > 0; count--) {
      builder.addRepeatedField(field, value(builder, field, depth));
    }
  }

  private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextBoolean() ? random.nextInt() : INTS[random.nextInt(INTS.length)];
      case LONG -> random.nextBoolean() ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
      case FLOAT ->
          random.nextBoolean()
              ? oneNaN(Float.intBitsToFloat(random.nextInt()))
              : FLOATS[random.nextInt(FLOATS.length)];
      case DOUBLE ->
          random.nextBoolean()
              ? oneNaN(Double.longBitsToDouble(random.nextLong()))
              : DOUBLES[random.nextInt(DOUBLES.length)];
      case BOOLEAN -> random.nextBoolean();
      case STRING -> string();
      case BYTE_STRING -> bytes();
      case ENUM -> enumValue(field);
      case MESSAGE -> message(parent.newBuilderForField(field), depth + 1);
    };
  }

  /** The one not-a-number that JSON has for all of them. */
  private static float oneNaN(float number) {
    return Float.isNaN(number) ? Float.NaN : number;
  }

  private static double oneNaN(double number) {
    return Double.isNaN(number) ? Double.NaN : number;
  }

  private EnumValueDescriptor enumValue(FieldDescriptor field) {
    EnumDescriptor type = field.getEnumType();
    return type.isClosed()
            || field.legacyEnumFieldTreatedAsClosed()
            || type.getFullName().equals("google.protobuf.NullValue")
        ? type.getValues().get(random.nextInt(type.getValues().size()))
        : type.findValueByNumberCreatingIfUnknown(random.nextInt(5) - 2);
  }

  private Message message(Message.Builder builder, int depth) {
    return switch (builder.getDescriptorForType().getFullName()) {
      case "google.protobuf.Timestamp" -> timestamp();
      case "google.protobuf.Duration" -> duration();
      case "google.protobuf.FieldMask" -> mask();
      case "google.protobuf.Struct" -> struct(depth);
      case "google.protobuf.Value" -> jsonValue(depth);
      case "google.protobuf.ListValue" -> list(depth);
      case "google.protobuf.Any" -> any(depth);
      default -> {
        int share = depth == 0 ? 1 + random.nextInt(12) : 18;
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
          boolean needed =
              field.isRequired() || builder.getDescriptorForType().getOptions().getMapEntry();
          if (needed || (depth < 5 && random.nextInt(36) >= 36 - share)) {
            fill(builder, field, depth);
          }
        }
        yield builder.build();
      }
    };
  }

  private Timestamp timestamp() {
    long range = WellKnownText.MAX_TIMESTAMP - WellKnownText.MIN_TIMESTAMP;
    return Timestamp.newBuilder()
        .setSeconds(WellKnownText.MIN_TIMESTAMP + (long) (random.nextDouble() * range))
        .setNanos(nanos())
        .build();
  }

  private Duration duration() {
    long seconds = (long) (random.nextDouble() * WellKnownText.MAX_DURATION);
    return random.nextBoolean()
        ? Duration.newBuilder().setSeconds(seconds).setNanos(nanos()).build()
        : Duration.newBuilder().setSeconds(-seconds).setNanos(-nanos()).build();
  }

  private int nanos() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1000) * 1_000_000;
      case 2 -> random.nextInt(1_000_000) * 1000;
      default -> random.nextInt(1_000_000_000);
    };
  }

  private Value jsonValue(int depth) {
    return switch (random.nextInt(depth < 5 ? 6 : 4)) {
      case 0 -> Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
      case 1 -> Value.newBuilder().setNumberValue(random.nextInt(100) / 8.0).build();
      case 2 -> Value.newBuilder().setStringValue(string()).build();
      case 3 -> Value.newBuilder().setBoolValue(random.nextBoolean()).build();
      case 4 -> Value.newBuilder().setStructValue(struct(depth + 1)).build();
      default -> Value.newBuilder().setListValue(list(depth + 1)).build();
    };
  }

  private Struct struct(int depth) {
    Struct.Builder builder = Struct.newBuilder();
    for (int count = random.nextInt(3); count > 0; count--) {
      builder.putFields(string(), jsonValue(depth));
    }
    return builder.build();
  }

  private ListValue list(int depth) {
    ListValue.Builder builder = ListValue.newBuilder();
    for (int count = random.nextInt(3); count > 0; count--) {
      builder.addValues(jsonValue(depth));
    }
    return builder.build();
  }

  private FieldMask mask() {
    FieldMask.Builder builder = FieldMask.newBuilder();
    for (int count = random.nextInt(3); count > 0; count--) {
      builder.addPaths(PATHS[random.nextInt(PATHS.length)]);
    }
    return builder.build();
  }

  private Any any(int depth) {
    if (depth > 4 || random.nextInt(4) == 0) {
      return Any.getDefaultInstance();
    }
    Message type = TYPES.get(random.nextInt(TYPES.size()));
    return Any.pack(message(type.newBuilderForType(), depth + 1));
  }

  private String string() {
    return STRINGS[random.nextInt(STRINGS.length)];
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(8)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
