package dev.sluice.json;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.sluice.test.v1.Everything;
import java.util.Random;

/** Random messages that use each field now and then, and each kind of value. */
final class Everythings {

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

  private final Random random;

  Everythings(long seed) {
    this.random = new Random(seed);
  }

  Everything next() throws InvalidProtocolBufferException {
    Everything.Builder builder = Everything.newBuilder();
    int share = 1 + random.nextInt(12);
    for (FieldDescriptor field : Everything.getDescriptor().getFields()) {
      if (random.nextInt(12) < share && random.nextInt(3) == 0) {
        fill(builder, field, 0);
      }
    }
    // Keys that came twice are one entry only once the map was serialised.
    return Everything.parseFrom(builder.build().toByteArray());
  }

  private void fill(Message.Builder builder, FieldDescriptor field, int depth) {
    if (!field.isRepeated()) {
      builder.setField(field, value(builder, field, depth));
      return;
    }
    for (int count = random.nextInt(4); count > 0; count--) {
      builder.addRepeatedField(field, value(builder, field, depth));
    }
  }

  private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextBoolean() ? INTS[random.nextInt(INTS.length)] : random.nextInt();
      case LONG -> random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
      case FLOAT -> FLOATS[random.nextInt(FLOATS.length)];
      case DOUBLE ->
          random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> string();
      case BYTE_STRING -> bytes();
      case ENUM ->
          field
              .getEnumType()
              .findValueByNumberCreatingIfUnknown(
                  field.getEnumType().getFullName().equals("google.protobuf.NullValue")
                      ? 0
                      : random.nextInt(5) - 2);
      case MESSAGE -> message(parent, field, depth);
    };
  }

  private Message message(Message.Builder parent, FieldDescriptor field, int depth) {
    Message.Builder builder = parent.newBuilderForField(field);
    return switch (field.getMessageType().getFullName()) {
      case "google.protobuf.Timestamp" -> timestamp();
      case "google.protobuf.Duration" -> duration();
      case "google.protobuf.FieldMask" ->
          FieldMask.newBuilder().addPaths("a_string").addPaths("nested.inner.text").build();
      case "google.protobuf.Struct" -> struct(depth);
      case "google.protobuf.Value" -> jsonValue(depth);
      case "google.protobuf.ListValue" -> list(depth);
      case "google.protobuf.Any" -> any();
      default -> {
        for (FieldDescriptor inner : field.getMessageType().getFields()) {
          if (depth < 4 && (field.isMapField() || random.nextBoolean())) {
            fill(builder, inner, depth + 1);
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
    return switch (random.nextInt(depth < 4 ? 6 : 4)) {
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

  private Any any() {
    return switch (random.nextInt(7)) {
      case 0 -> Any.getDefaultInstance();
      case 1 -> Any.pack(timestamp());
      case 2 -> Any.pack(jsonValue(3));
      case 3 -> Any.pack(Int32Value.of(random.nextInt()));
      case 4 -> Any.pack(any());
      case 5 -> Any.pack(BytesValue.of(bytes()));
      default ->
          Any.pack(
              Everything.newBuilder()
                  .setAString(string())
                  .setNested(
                      Everything.Nested.newBuilder().setNumber(random.nextInt()).addWords("x"))
                  .setDoubleWrapper(DoubleValue.of(1))
                  .setBoolWrapper(BoolValue.of(false))
                  .build());
    };
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
