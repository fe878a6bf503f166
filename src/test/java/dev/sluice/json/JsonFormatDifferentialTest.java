package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.test.v1.Everything;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the codec against protobuf's own, over random messages and broken documents. */
class JsonFormatDifferentialTest {

  private static final int TRIES = Integer.getInteger("sluice.tries", 2000);
  private static final Logger TIMESTAMPS = Logger.getLogger("com.google.protobuf.util.Timestamps");

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(Everything.getDescriptor()).build();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace().usingTypeRegistry(TYPES);
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(TYPES);
  private static final JsonCodecs CODECS = JsonCodecs.create(JsonOptions.defaults(), TYPES);
  private static final MessageCodec GENERATED = CODECS.codec(Everything.getDefaultInstance());
  private static final MessageCodec DYNAMIC =
      CODECS.codec(DynamicMessage.getDefaultInstance(Everything.getDescriptor()));

  private static final Pattern NEGATIVE_ZERO = Pattern.compile("-0(\\.0+)?(?![.\\d])");

  /** What this codec refuses and JsonFormat takes, as {@link MessageCodec} documents. */
  private static final List<Pattern> STRICTER =
      List.of(
          // Syntax: unquoted strings, comments, NaN, wrong case, what follows the document.
          Pattern.compile("malformed JSON"),
          Pattern.compile("the JSON ends too early"),
          Pattern.compile("expected the end of the JSON, got more"),
          // Names that come twice, also as JSON name and proto name, also as one map key.
          Pattern.compile("given twice"),
          // Of names that come twice JsonFormat looks at the last only, so at none of these.
          Pattern.compile("expected a value, got null"),
          Pattern.compile("expected an object, got .*"),
          Pattern.compile("expected a value of sluice.test.v1.Colour, got .*"),
          Pattern.compile("half of a surrogate pair stands alone in a string"),
          // A list of one value for the value, numbers for strings, strings for booleans.
          Pattern.compile("expected .*, got an array"),
          Pattern.compile("expected (a string|base64), got [^\"]*"),
          Pattern.compile("expected true or false, got \"(true|false)\""),
          // Quoted numbers that are no JSON numbers: +1, 01, 1., blanks around.
          Pattern.compile("expected (float|double|u?int(32|64)), got \".*"),
          Pattern.compile("expected a value of google.protobuf.NullValue, got .*"),
          Pattern.compile("expected (float|double), got [\\d.]+[eE]\\d+"),
          // The 30th of February, 24 o'clock, offsets of one digit, +1s, 1.s.
          Pattern.compile("expected an RFC 3339 timestamp .*"),
          Pattern.compile("expected a duration in seconds .*"),
          // Other fields beside the value of an Any.
          Pattern.compile("unknown field"));

  private static final String[] JUNK = {
    "null",
    "1",
    "-0",
    "\"1\"",
    "1.5",
    "true",
    "{}",
    "[]",
    "[null]",
    "[1]",
    "\"\"",
    "\"true\"",
    "1e3",
    "01",
    "NaN",
    "\"+1\"",
    "\"01\"",
    "\" 1\"",
    ",",
    "}",
    "]",
    "{",
    "[",
    "\"",
    "'",
    "\\",
    "\\u12",
    "\\ud800",
    " ",
    "\n",
    "=",
    "-",
    "_",
    "/",
    "T",
    "Z",
    "s",
    ".",
    "1e400",
    "1e39",
    "\"1.\"",
    "\"-\"",
    "\"1e99999999999\"",
    "a_string",
    "aString",
    "@type",
    "value",
    "COLOUR_BLUE",
    "\"COLOUR_RED\"",
    "#",
    "//x\n",
    "/**/",
    "\"YQ=\"",
    "\"YQ\"",
    "\"1s\"",
    "\"+1s\"",
    "\".5s\"",
    "\"1.s\"",
    "\"2026-01-01T00:00:00Z\"",
    "\"2026-01-01t00:00:00Z\"",
    "\"2026-02-30T00:00:00Z\"",
    "\"2026-01-01T00:00:00+01:00\"",
    "\"2026-01-01T24:00:00Z\"",
    "\"a_b,C\""
  };

  /** Generated messages take the way of linked methods from the start, dynamic ones the other. */
  @BeforeAll
  static void link() {
    CODECS.shape(Everything.getDefaultInstance()).link();
    CODECS.shape(Everything.Nested.getDefaultInstance()).link();
  }

  @Test
  void writesWhatJsonFormatWrites() throws Exception {
    for (int seed = 0; seed < TRIES; seed++) {
      Everything message = new Everythings(seed).next();
      DynamicMessage dynamic =
          DynamicMessage.parseFrom(Everything.getDescriptor(), message.toByteArray());

      String expected = unescapeHtml(PRINTER.print(message));

      assertThat(new String(GENERATED.write(message), UTF_8)).as("%s", seed).isEqualTo(expected);
      assertThat(new String(DYNAMIC.write(dynamic), UTF_8)).as("%s", seed).isEqualTo(expected);
    }
  }

  @Test
  void writesDefaultsAsJsonFormatWritesThem() throws Exception {
    MessageCodec codec =
        JsonCodecs.create(
                JsonOptions.defaults()
                    .withEmitDefaults(true)
                    .withProtoFieldNames(true)
                    .withEnumsAsNumbers(true),
                TYPES)
            .codec(Everything.getDefaultInstance());
    JsonFormat.Printer printer =
        PRINTER.alwaysPrintFieldsWithNoPresence().preservingProtoFieldNames().printingEnumsAsInts();
    for (int seed = 0; seed < TRIES; seed++) {
      Everything message = new Everythings(seed).next();

      assertThat(new String(codec.write(message), UTF_8))
          .as("%s", seed)
          .isEqualTo(unescapeHtml(printer.print(message)));
    }
  }

  @Test
  void readsWhatJsonFormatWrites() throws Exception {
    for (int seed = 0; seed < TRIES; seed++) {
      Everything message = new Everythings(seed).next();
      byte[] json = PRINTER.print(message).getBytes(UTF_8);

      assertThat(GENERATED.read(json)).as("%s", seed).isEqualTo(message);
      assertThat(DYNAMIC.read(json).toByteString())
          .as("%s", seed)
          .isEqualTo(
              DynamicMessage.parseFrom(Everything.getDescriptor(), message.toByteArray())
                  .toByteString());
    }
  }

  @Test
  void differsFromJsonFormatOnlyWhereItIsStricter() {
    TIMESTAMPS.setLevel(Level.OFF);
    for (int seed = 0; seed < TRIES; seed++) {
      String json = broken(seed);
      Message theirs = theirs(json);
      try {
        Message ours = GENERATED.read(json.getBytes(UTF_8));
        if (!ours.equals(theirs)) {
          // JsonFormat reads a negative zero as zero.
          String unsigned = NEGATIVE_ZERO.matcher(json).replaceAll("0");
          ours = GENERATED.read(unsigned.getBytes(UTF_8));
        }
        assertThat(ours).as("%s: %s", seed, json).isEqualTo(theirs);
      } catch (JsonException e) {
        assertThat(
                theirs == null || STRICTER.stream().anyMatch(p -> p.matcher(e.problem()).matches()))
            .as("%s: %s: %s", seed, e.getMessage(), json)
            .isTrue();
      }
    }
  }

  private static @Nullable Message theirs(String json) {
    try {
      Everything.Builder builder = Everything.newBuilder();
      PARSER.merge(json, builder);
      return builder.build();
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  /** A valid document with one or two edits that most often break it. */
  private static String broken(int seed) {
    Random random = new Random(seed);
    StringBuilder json;
    try {
      json = new StringBuilder(PRINTER.print(new Everythings(seed).next()));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
      int at = random.nextInt(json.length() + 1);
      String junk = JUNK[random.nextInt(JUNK.length)];
      switch (random.nextInt(4)) {
        case 0 -> json.insert(at, junk);
        case 1 -> json.delete(at, Math.min(json.length(), at + 1 + random.nextInt(3)));
        default -> {
          int start = json.indexOf(":", at) + 1;
          int end = start;
          while (end < json.length() && ",}]".indexOf(json.charAt(end)) < 0) {
            end++;
          }
          json.replace(start, end, junk);
        }
      }
    }
    // An edit between the halves of a surrogate pair leaves what has no UTF-8.
    return new String(json.toString().getBytes(UTF_8), UTF_8);
  }

  /** JsonFormat also escapes what would matter within HTML, and two line separators. */
  private static String unescapeHtml(String json) {
    return json.replace("\\u003c", "<")
        .replace("\\u003e", ">")
        .replace("\\u0026", "&")
        .replace("\\u0027", "'")
        .replace("\\u003d", "=")
        .replace("\\u2028", "\u2028")
        .replace("\\u2029", "\u2029");
  }
}
