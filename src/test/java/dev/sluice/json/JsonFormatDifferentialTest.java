package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.Groups;
import dev.sluice.test.v1.Names;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Holds the codec against protobuf's own, over random messages and broken documents. */
class JsonFormatDifferentialTest {

  private static final Logger TIMESTAMPS = Logger.getLogger("com.google.protobuf.util.Timestamps");

  private static final TypeRegistry TYPES = RandomMessages.REGISTRY;
  private static final JsonFormat.Printer PRINTER = JsonFormat.printer().usingTypeRegistry(TYPES);
  private static final JsonFormat.Printer COMPACT = PRINTER.omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(TYPES);
  private static final JsonFormat.Parser LENIENT_PARSER = PARSER.ignoringUnknownFields();
  private static final JsonCodecs CODECS = JsonCodecs.create(JsonOptions.defaults(), TYPES);
  private static final JsonCodecs LENIENT_CODECS =
      JsonCodecs.create(JsonOptions.defaults().withIgnoreUnknownFields(true), TYPES);

  /** A codec of each combination of what may be said of writing. */
  private static final List<JsonCodecs> WRITERS =
      IntStream.range(0, 16)
          .mapToObj(
              bits ->
                  JsonOptions.defaults()
                      .withEmitDefaults((bits & 1) != 0)
                      .withProtoFieldNames((bits & 2) != 0)
                      .withEnumsAsNumbers((bits & 4) != 0)
                      .withInt64AsNumbers((bits & 8) != 0))
          .map(options -> JsonCodecs.create(options, TYPES))
          .toList();

  private static final Pattern ZERO = Pattern.compile("\\s*\\w+: -?0\\.0(?=\\s)");
  private static final TextFormat.Printer TEXT = TextFormat.printer().usingTypeRegistry(TYPES);

  private static final Pattern DIGITS = Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?");

  /** Quoted numbers that are no integers of JSON, which JsonFormat reads for enums. */
  private static final Pattern ODD_NUMBER =
      Pattern.compile("[:,\\[]\\s*\"(?!(?:0|-?[1-9]\\d*)\")[ +.\\-]*\\d[\\d.eE+\\-]* *\"");

  /** What this codec refuses and JsonFormat takes, as {@link MessageCodec} documents. */
  private static final List<Pattern> STRICTER =
      List.of(
          // Names that come twice, as JSON name and proto name, and map keys in two spellings.
          Pattern.compile("given twice"),
          Pattern.compile("half of a surrogate pair stands alone in a string"),
          // A list of one value for the value, numbers for strings, strings for booleans.
          Pattern.compile("expected .*, got an array"),
          Pattern.compile("expected (a string|base64|a field mask like .*), got [^\"]*"),
          Pattern.compile("expected true or false, got \"(true|false)\""),
          // Fractions, booleans and quoted numbers that are no JSON numbers for enums; where it
          // ignores unknown names JsonFormat takes booleans for such, and null in lists and maps.
          Pattern.compile(
              "expected a value of \\S+, got (true|false|[\\d.eE+-]+|\"[ +.-]*\\d[\\d.eE+-]* *\")"),
          Pattern.compile("expected a value, got null"),
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

  private enum Kind {
    INSERT,
    DELETE,
    REPLACE_VALUE
  }

  /** A change of a document. */
  private record Edit(Kind kind, int where, int length, String junk) {

    void apply(StringBuilder json) {
      int at = where % (json.length() + 1);
      switch (kind) {
        case INSERT -> json.insert(at, junk);
        case DELETE -> json.delete(at, Math.min(json.length(), at + length));
        case REPLACE_VALUE -> {
          int start = json.indexOf(":", at) + 1;
          int end = start;
          while (end < json.length() && ",}]".indexOf(json.charAt(end)) < 0) {
            end++;
          }
          json.replace(start, end, junk);
        }
      }
    }
  }

  /** Generated messages take the way of linked methods from the start, dynamic ones the other. */
  @BeforeContainer
  static void link() {
    TIMESTAMPS.setLevel(Level.OFF);
    CODECS.shape(Everything.getDefaultInstance()).link();
    CODECS.shape(Everything.Nested.getDefaultInstance()).link();
    CODECS.shape(Groups.getDefaultInstance()).link();
    CODECS.shape(Groups.Single.getDefaultInstance()).link();
  }

  @Provide
  Arbitrary<Message> messages() {
    return RandomMessages.all();
  }

  @Provide
  Arbitrary<JsonCodecs> writers() {
    return Arbitraries.of(WRITERS);
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    return Combinators.combine(
            Arbitraries.of(Kind.INSERT, Kind.DELETE, Kind.REPLACE_VALUE, Kind.REPLACE_VALUE),
            Arbitraries.integers().greaterOrEqual(0).withDistribution(RandomDistribution.uniform()),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(JUNK))
        .as(Edit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(2);
  }

  @Property
  void writesWhatJsonFormatWrites(
      @ForAll("messages") Message message, @ForAll("writers") JsonCodecs codecs) throws Exception {
    JsonOptions options = codecs.options();
    JsonFormat.Printer printer = COMPACT;
    printer = options.emitDefaults() ? printer.alwaysPrintFieldsWithNoPresence() : printer;
    printer = options.protoFieldNames() ? printer.preservingProtoFieldNames() : printer;
    printer = options.enumsAsNumbers() ? printer.printingEnumsAsInts() : printer;
    String expected = unescapeHtml(printer.print(message));

    String written = write(codecs, message);

    assertThat(write(codecs, dynamic(message))).isEqualTo(written);
    assertThat(theirs(PARSER, message, written)).isEqualTo(message);
    // JsonFormat writes no 64-bit numbers.
    if (!options.int64AsNumbers()) {
      assertThat(sameDigits(written)).isEqualTo(sameDigits(expected));
    }
  }

  @Property
  void readsWhatJsonFormatWrites(@ForAll("messages") Message message, @ForAll boolean compact)
      throws Exception {
    byte[] json = (compact ? COMPACT : PRINTER).print(message).getBytes(UTF_8);
    DynamicMessage dynamic = dynamic(message);

    assertThat(CODECS.codec(message).read(json)).isEqualTo(message);
    assertThat(CODECS.codec(dynamic).read(json).toByteString()).isEqualTo(dynamic.toByteString());
  }

  @Property
  void differsFromJsonFormatOnlyWhereItIsStricter(
      @ForAll("messages") Message message,
      @ForAll("edits") List<Edit> edits,
      @ForAll boolean lenient)
      throws Exception {
    JsonCodecs codecs = lenient ? LENIENT_CODECS : CODECS;
    String json = broken(message, edits);
    Message theirs = theirs(lenient ? LENIENT_PARSER : PARSER, message, json);
    Object ours = outcome(codecs.codec(message), json);
    Object ofDynamic = outcome(codecs.codec(dynamic(message)), json);

    if (ours instanceof JsonException e) {
      assertThat(ofDynamic).as(json).hasToString(e.toString());
      assertThat(
              theirs == null
                  || STRICTER.stream().anyMatch(p -> p.matcher(e.problem()).matches())
                  || !isJson(json))
          .as("%s: %s", e.getMessage(), json)
          .isTrue();
      return;
    }
    Message read = (Message) ours;
    assertThat(ofDynamic).as(json).isEqualTo(dynamic(read));
    boolean known =
        lenient
            && (ODD_NUMBER.matcher(json).find()
                || (theirs == null && hasOpenEnumsInProto2(message, json)));
    if (!known && !read.equals(theirs)) {
      assertThat(withoutZeros(read)).as(json).isEqualTo(withoutZeros(theirs));
    }
  }

  private static Object outcome(MessageCodec codec, String json) {
    try {
      return codec.read(json.getBytes(UTF_8));
    } catch (JsonException e) {
      return e;
    }
  }

  private static String sameDigits(String json) {
    return DIGITS.matcher(json).replaceAll(number -> "" + Float.parseFloat(number.group()));
  }

  /** JsonFormat reads a negative zero as zero, which many fields do not tell from none. */
  private static @Nullable String withoutZeros(@Nullable Message message) {
    return message == null
        ? null
        : ZERO.matcher(TEXT.printToString(message)).replaceAll("").strip();
  }

  /** JsonFormat refuses their unknown numbers even where it ignores unknown names. */
  private static boolean hasOpenEnumsInProto2(Message message, String json) {
    return message instanceof Names || json.contains(Names.getDescriptor().getFullName());
  }

  /** Whether a text is JSON, which gives no name twice. */
  private static boolean isJson(String text) {
    try (JsonParser parser =
        new JsonFactory()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .createParser(text)) {
      JsonToken token = parser.nextToken();
      parser.skipChildren();
      return token != null && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static String write(JsonCodecs codecs, Message message) throws JsonException {
    return new String(codecs.codec(message).write(message), UTF_8);
  }

  private static DynamicMessage dynamic(Message message) throws InvalidProtocolBufferException {
    return DynamicMessage.parseFrom(message.getDescriptorForType(), message.toByteString());
  }

  private static @Nullable Message theirs(JsonFormat.Parser parser, Message type, String json) {
    try {
      Message.Builder builder = type.newBuilderForType();
      parser.merge(json, builder);
      return builder.isInitialized() ? builder.build() : null;
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  /** A valid document with edits that most often break it. */
  private static String broken(Message message, List<Edit> edits) throws Exception {
    StringBuilder json = new StringBuilder(COMPACT.print(message));
    edits.forEach(edit -> edit.apply(json));
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
