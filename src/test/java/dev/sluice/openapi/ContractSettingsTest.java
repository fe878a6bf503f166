package dev.sluice.openapi;

import static dev.sluice.openapi.Documents.at;
import static dev.sluice.openapi.Documents.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.BodyType;
import dev.sluice.config.ContractConfig.Extent;
import dev.sluice.config.ContractConfig.Specification;
import dev.sluice.config.JsonConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.TranscodingConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of a server make of its contract. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
class ContractSettingsTest {

  private static final String BITS = "sluice.test.v1.BitService";
  private static final String SCHEMAS = "/components/schemas/sluice.test.v1.";
  private static final String BIT = "/paths/~1v1~1shelves~1{name_1}~1bits~1{name_2}";
  private static final String CREATE = "/paths/~1v1~1shelves~1{parent_1}~1bits/post";

  private static JsonConfig json(String... settings) {
    JsonObject on = new JsonObject();
    List.of(settings).forEach(setting -> on.put(setting, true));
    return JsonConfig.DEFAULT.with(on);
  }

  private static JsonObject document(JsonConfig json) {
    return document(TranscodingConfig.of(json, Set.of(), false), Extent.DEFAULT);
  }

  private static JsonObject document(TranscodingConfig transcoding, Extent extent) {
    return ContractGenerator.document(
        Protosets.test(),
        new ContractGenerator.Options(List.of(BITS), config(extent), Map.of(), transcoding));
  }

  private static ContractConfig config(Extent extent) {
    ContractConfig plain = ContractConfig.DEFAULT;
    return new ContractConfig(
        plain.about(),
        plain.visibility(),
        plain.operationIds(),
        plain.schemaNames(),
        plain.fieldNames(),
        extent);
  }

  private static JsonObject withBodies(BodyType... types) {
    return document(
        TranscodingConfig.DEFAULT,
        new Extent(Set.of(), Specification.OPENAPI_3_1, Set.of(types), false));
  }

  private static List<ServiceDescriptor> services() {
    return DescriptorSet.of(Protosets.test()).services();
  }

  private static List<String> differences(JsonObject document, JsonConfig json) {
    ContractGenerator.Options options =
        new ContractGenerator.Options(
            List.of(),
            ContractConfig.DEFAULT,
            Map.of(),
            TranscodingConfig.of(json, Set.of(), false));
    return ContractCheck.differences(Contract.parse(document.encode()), services(), options, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int64AsNumbers  | Bit/properties/weight        | {type: integer, format: int64,"
            + " description: What it weighs., examples: [7]}",
        "int64AsNumbers  | Bit/examples/0/weight        | 7",
        "int64AsNumbers  | Everything/properties/aUint64 | {type: integer, format: int64,"
            + " minimum: 0}",
        "int64AsNumbers  | Everything/properties/uint64Wrapper/type | [integer, 'null']",
        "int64AsNumbers  | Everything/properties/longs/items/type | integer",
        "enumsAsNumbers  | Shape | {type: integer, format: int32, enum: [0, 1, 2],"
            + " x-enum-varnames: [SHAPE_UNSPECIFIED, SHAPE_ROUND, SHAPE_SQUARE],"
            + " title: Shape, description: How a bit looks., examples: [1]}",
        "enumsAsNumbers  | Bit/properties/shape/default | 1",
        "enumsAsNumbers  | Bit/examples/0/shape         | 1",
        "enumsAsNumbers  | Colour/enum | [0, 1, -2]",
        "protoFieldNames | Bit/properties/create_time/format | date-time",
        "protoFieldNames | Everything/properties/renamed/type | string",
        "emitDefaults    | CountBitsResponse/required | [bits, byTitle]",
        "emitDefaults    | Everything.Nested/required | [text, number, words]",
        "emitDefaults    | Bit/required | [name, title, etag, original, caption, archived, shape,"
            + " weight]",
        "emitDefaults    | Bit-partial/required | [title]",
        "indent          | Bit/required | [title]",
      })
  void showsHowJsonIsSpelled(String setting, String pointer, String expected) {
    JsonObject document = document(json(setting));

    assertThat(at(document, SCHEMAS + pointer)).isEqualTo(yaml(expected));
  }

  @Test
  void givesRequestsTheFormInWhichFieldsMayBeLeftOut() {
    JsonObject document = document(json("emitDefaults"));

    assertThat(at(document, CREATE + "/requestBody/content/application~1json/schema/$ref"))
        .isEqualTo("#/components/schemas/sluice.test.v1.Bit-partial");
    assertThat(at(document, CREATE + "/responses/201/content/application~1json/schema/$ref"))
        .isEqualTo("#/components/schemas/sluice.test.v1.Bit");
    assertThat(at(document, SCHEMAS + "CreateBitRequest/properties/bit/$ref"))
        .isEqualTo("#/components/schemas/sluice.test.v1.Bit-partial");
    assertThat(at(document, SCHEMAS + "Bit-partial/examples")).isNotNull();
    // Nobody has given values for the fields that are always there.
    assertThat(at(document, SCHEMAS + "Bit/examples")).isNull();
  }

  @Test
  void hasOtherSchemasForAnOperationWhoseJsonIsOtherwise() {
    JsonObject document = document(JsonConfig.DEFAULT);
    String all = "-protoFieldNames-enumsAsNumbers-int64AsNumbers-complete";

    assertThat(at(document, BIT + "~1numbers/get/x-grpc-json/emitDefaults")).isEqualTo(true);
    assertThat(
            at(document, BIT + "~1numbers/get/responses/200/content/application~1json/schema/$ref"))
        .isEqualTo("#/components/schemas/sluice.test.v1.Bit" + all);
    JsonObject bit = (JsonObject) at(document, SCHEMAS + "Bit" + all);
    assertThat(bit.getJsonObject("properties").fieldNames()).contains("create_time");
    assertThat(at(bit, "/properties/weight/type")).isEqualTo("integer");
    assertThat(at(bit, "/properties/shape/$ref")).asString().endsWith("Shape-enumsAsNumbers");
    assertThat(at(bit, "/properties/everything/$ref")).asString().endsWith("Everything" + all);
    // Of a message that has no such field, no other schema is made.
    assertThat(at(document, SCHEMAS + "Bit-int64AsNumbers-complete/properties/shape/$ref"))
        .asString()
        .endsWith("v1.Shape");
    assertThat(
            document.getJsonObject("components").getJsonObject("schemas").fieldNames().stream()
                .filter(name -> name.contains("GetBitRequest-")))
        .isEmpty();
  }

  @Test
  void hasNoOtherSchemasWhereNothingIsOtherwise() {
    JsonObject plain = document(JsonConfig.DEFAULT);

    assertThat(document(json("indent", "ignoreUnknownFields", "caseInsensitiveEnums")))
        .isEqualTo(plain);
    assertThat(plain.getJsonObject("components").containsKey("parameters")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"emitDefaults", "protoFieldNames", "enumsAsNumbers", "int64AsNumbers", "indent"})
  void agreesWithServicesOfTheSameSettings(String setting) {
    assertThat(differences(document(json(setting)), json(setting))).isEmpty();
  }

  @Test
  void isHeldAgainstTheSettingsOfTheServer() {
    assertThat(differences(document(json("int64AsNumbers")), JsonConfig.DEFAULT))
        .anyMatch(
            line ->
                line.endsWith(
                    "schema sluice.test.v1.Bit.weight: type integer (expected: string, for"
                        + " int64)"));
    assertThat(differences(document(JsonConfig.DEFAULT), json("int64AsNumbers")))
        .anyMatch(
            line ->
                line.endsWith(
                    "schema sluice.test.v1.Bit.weight: type string (expected: integer or number,"
                        + " for int64)"));
    assertThat(differences(document(JsonConfig.DEFAULT), json("enumsAsNumbers")))
        .anyMatch(line -> line.contains("Bit.shape: type string (expected: integer or number"));
  }

  @Test
  void showsWhatRequestsMaySetForThemselves() {
    JsonObject document =
        document(
            TranscodingConfig.of(JsonConfig.DEFAULT, Set.of("emitDefaults"), false),
            new Extent(Set.of(), Specification.OPENAPI_3_1, Set.of(), true));

    assertThat(at(document, "/components/parameters/emitDefaults"))
        .isEqualTo(
            yaml(
                "{name: $emitDefaults, in: query, description: 'Whether fields that hold their"
                    + " default are written. The schemas are those of answers without it.',"
                    + " schema: {type: boolean}}"));
    assertThat(at(document, "/components/parameters/prettyPrint/name")).isEqualTo("$prettyPrint");
    assertThat(((JsonArray) at(document, CREATE + "/parameters")).stream())
        .contains(
            new JsonObject().put("$ref", "#/components/parameters/emitDefaults"),
            new JsonObject().put("$ref", "#/components/parameters/prettyPrint"));
    assertThat(differences(document, JsonConfig.DEFAULT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/paths/~1v1~1shelves~1{parent_1}~1bits:watch/get, false",
    "/paths/~1v1~1bits:talk/post, false",
    "/paths/~1v1~1bits:import/post, true",
  })
  void offersIndentationWhereOneMessageIsAnswered(String operation, boolean offered) {
    JsonObject document =
        document(
            TranscodingConfig.of(JsonConfig.DEFAULT, Set.of("indent", "enumsAsNumbers"), false),
            new Extent(Set.of(), Specification.OPENAPI_3_1, Set.of(), true));

    assertThat(((JsonArray) at(document, operation + "/parameters")).encode())
        .contains("parameters/enumsAsNumbers")
        .satisfies(
            all -> assertThat(all.contains("parameters/prettyPrint")).isEqualTo(offered),
            all -> assertThat(all.contains("parameters/indent")).isEqualTo(offered));
  }

  @Test
  void saysThatStreamedBodiesAreCutOffByWhatFails() {
    JsonObject document = document(JsonConfig.DEFAULT);

    assertThat(at(document, BIT + "~1picture:stream/get/responses/200/description").toString())
        .contains(
            "The body piece by piece, as the service sends it; the first piece tells its type."
                + " What fails after that cuts it off.")
        .doesNotContain("A stream of messages", "error");
  }

  @Test
  void leavesTheFormOfErrorsToTheirRenderer() {
    JsonObject document = document(JsonConfig.DEFAULT);
    JsonObject talk = (JsonObject) at(document, "/paths/~1v1~1bits:talk/post");

    assertThat(at(document, BIT + "/get/responses/default"))
        .isEqualTo(yaml("{$ref: '#/components/responses/Error'}"));
    assertThat(talk.getJsonObject("responses").getValue("default"))
        .isEqualTo(yaml("{$ref: '#/components/responses/ErrorRendered'}"));
    assertThat(at(document, "/components/responses/BadRequestRendered"))
        .isEqualTo(
            yaml(
                "{description: \"The request cannot be read, or breaks a rule.\\n\\nIt has the form"
                    + " that the server's renderer of errors gives it.\","
                    + " content: {'*/*': {schema: {}}}}"));
    assertThat(talk.encode())
        .contains("in the form that the server's renderer of errors gives it")
        .doesNotContain("Status");
    assertThat(differences(document, JsonConfig.DEFAULT)).isEmpty();
  }

  @Test
  void leavesTheFormOfAllErrorsToTheRendererOfAll() {
    ContractGenerator.Options options =
        new ContractGenerator.Options(
                SluiceConfig.parse(
                        new JsonObject("{\"rest\": {\"errorRenderer\": \"test-plain\"}}"))
                    .rest())
            .of(List.of(Documents.SHELVES));
    JsonObject document = ContractGenerator.document(Protosets.test(), options);

    assertThat(options.isPlain()).isFalse();
    assertThat(document.getJsonObject("components").getJsonObject("responses").fieldNames())
        .containsExactly(
            "BadRequestRendered",
            "ConflictRendered",
            "ErrorRendered",
            "UnauthenticatedRendered",
            "ForbiddenRendered");
    assertThat(at(document, "/paths/~1v2~1shelf~1{name}/get/responses/410"))
        .isEqualTo(
            yaml(
                "{description: \"The shelf is gone.\\n\\nIt has the form that the server's renderer"
                    + " of errors gives it.\", content: {'*/*': {schema: {}}}}"));
    assertThat(document.encode()).doesNotContain("google.rpc.Status", "problem+json");
  }

  @Test
  void hasJsonAloneUnlessItIsTold() {
    assertThat(document(JsonConfig.DEFAULT).encode())
        .doesNotContain("x-protobuf", "urlencoded", "multipart");
  }

  @Test
  void showsTheWireFormOfMessagesAndErrors() {
    JsonObject document = withBodies(BodyType.PROTOBUF);
    Object binary = yaml("{type: string, format: binary}");
    String content = "/content/application~1x-protobuf/schema";

    assertThat(at(document, CREATE + "/requestBody" + content)).isEqualTo(binary);
    assertThat(at(document, CREATE + "/responses/201" + content)).isEqualTo(binary);
    assertThat(at(document, "/components/responses/Error" + content)).isEqualTo(binary);
    assertThat(at(document, BIT + "~1everything/get/responses/200" + content)).isEqualTo(binary);
    // A text has none.
    assertThat(at(document, BIT + "~1title/get/responses/200" + content)).isNull();
  }

  @Test
  void showsTheWireFormOfStreams() {
    JsonObject document = withBodies(BodyType.PROTOBUF);
    String content = "/content/application~1x-protobuf/schema";
    String delimited = "Messages in protobuf, each after its length, a varint.";
    JsonObject binary = new JsonObject().put("type", "string").put("format", "binary");
    String talk = "/paths/~1v1~1bits:talk/post";

    assertThat(at(document, talk + "/requestBody" + content))
        .isEqualTo(binary.put("description", delimited));
    assertThat(at(document, "/paths/~1v1~1bits:import/post/requestBody" + content))
        .isEqualTo(binary);
    assertThat(at(document, talk + "/responses/200" + content))
        .isEqualTo(
            binary.put(
                "description", delimited + " What fails after the first of them is cut off."));
    assertThat(((JsonObject) at(document, talk + "/responses/200/content")).fieldNames())
        .containsExactly(
            "application/json",
            "application/x-ndjson",
            "text/event-stream",
            "application/x-protobuf");
    // Nor have the elements of this one, which are texts.
    String titles = "/paths/~1v1~1shelves~1{parent_1}~1bits:titles/get/responses/200/content";
    assertThat(((JsonObject) at(document, titles)).fieldNames())
        .containsExactly("application/json", "application/x-ndjson", "text/event-stream");
    assertThat(differences(document, JsonConfig.DEFAULT)).isEmpty();
  }

  @Test
  void showsFormsWithTheFieldsThatTheyMayHave() {
    JsonObject document = withBodies(BodyType.FORM, BodyType.MULTIPART);
    String content = CREATE + "/requestBody/content/";
    JsonObject form =
        (JsonObject) at(document, content + "application~1x-www-form-urlencoded/schema");
    JsonObject parts = (JsonObject) at(document, content + "multipart~1form-data/schema");

    assertThat(form.getJsonArray("required")).containsExactly("title");
    assertThat(form.getJsonObject("properties").fieldNames())
        .contains("title", "everything.nested.text", "everything.numbers", "shape")
        // Output only, a map, and for the staff.
        .doesNotContain("etag", "everything.labels", "remark");
    assertThat(form.getString("description"))
        .startsWith("Entries of maps: `everything.labels[KEY]=VALUE`, `everything.byNumber");
    assertThat(at(form, "/properties/everything.nesteds/items/contentMediaType"))
        .isEqualTo("application/json");
    assertThat(at(form, "/properties/everything.aBytes/format")).isEqualTo("byte");
    assertThat(at(parts, "/properties/everything.aBytes/format")).isEqualTo("binary");
    assertThat(at(parts, "/properties/everything.blobs"))
        .isEqualTo(yaml("{type: array, items: {type: string, format: binary}}"));
    JsonObject imports =
        (JsonObject) at(document, "/paths/~1v1~1bits:import/post/requestBody/content");
    assertThat(imports.fieldNames())
        .containsExactly(
            "application/json",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "multipart/form-data");
    assertThat(at(imports, "/multipart~1form-data/schema/properties/bit.title")).isNotNull();
    assertThat(at(document, BIT + "~1picture/put/requestBody/content"))
        .isEqualTo(yaml("{'*/*': {schema: {type: string, format: binary}}}"));
    assertThat(differences(document, JsonConfig.DEFAULT)).isEmpty();
  }

  @Test
  void findsFormsThatNameNoFields() {
    JsonObject document = withBodies(BodyType.FORM);
    JsonObject form =
        (JsonObject)
            at(document, CREATE + "/requestBody/content/application~1x-www-form-urlencoded/schema");
    form.getJsonObject("properties").put("everything.nope", new JsonObject());

    assertThat(differences(document, JsonConfig.DEFAULT))
        .containsExactly(
            "POST /v1/{parent=shelves/*}/bits (BitService_CreateBit): request body: form:"
                + " everything.nope (expected: a field of sluice.test.v1.Bit)");
  }

  @Test
  void showsMethodsWithoutARuleWhereTheyAreServed() {
    JsonObject document =
        document(TranscodingConfig.of(JsonConfig.DEFAULT, Set.of(), true), Extent.DEFAULT);
    JsonObject unbound =
        (JsonObject) at(document, "/paths/~1sluice.test.v1.BitService~1Unbound/post");

    assertThat(unbound.getString("operationId")).isEqualTo("BitService_Unbound");
    assertThat(unbound.getString("x-grpc-body")).isEqualTo("*");
    assertThat(unbound.containsKey("x-grpc-path")).isFalse();
    assertThat(document.getJsonObject("paths").fieldNames())
        .doesNotContain("/sluice.test.v1.BitService/AuditBit", "/sluice.test.v1.BitService/GetBit");
    assertThat(differences(document, JsonConfig.DEFAULT)).isEmpty();
    unbound.put("x-grpc-body", "name");
    assertThat(differences(document, JsonConfig.DEFAULT))
        .anyMatch(line -> line.contains("no google.api.http rule of"));
  }

  @Test
  void writesTheOlderOpenApiWhereItIsToldTo() {
    JsonObject document =
        document(
            TranscodingConfig.of(json("enumsAsNumbers"), Set.of(), false),
            new Extent(Set.of(), Specification.OPENAPI_3_0, Set.of(BodyType.FORM), false));

    assertThat(document.getString("openapi")).isEqualTo("3.0.3");
    assertThat(at(document, SCHEMAS + "Shape/example")).isEqualTo(1);
    assertThat(differences(document, json("enumsAsNumbers"))).isEmpty();
  }

  @Test
  void isOfTheServicesThatTheConfigurationNames() {
    Extent extent = new Extent(Set.of(BITS), Specification.OPENAPI_3_1, Set.of(), false);
    JsonObject document =
        ContractGenerator.document(
            Protosets.test(), new ContractGenerator.Options(List.of(), config(extent), Map.of()));

    assertThat(document.getJsonArray("x-generated-services")).containsExactly(BITS);
    assertThat(Contract.parse(document.encode()).services()).containsExactly(BITS);
  }

  @Test
  void isADocumentThatOpenApiAllows(Vertx vertx, VertxTestContext context) {
    JsonObject document =
        document(
            TranscodingConfig.of(
                json("emitDefaults", "protoFieldNames", "enumsAsNumbers", "int64AsNumbers"),
                Set.copyOf(JsonConfig.KEYS),
                true),
            new Extent(Set.of(), Specification.OPENAPI_3_1, EnumSet.allOf(BodyType.class), true));

    DocumentCheck.check(vertx, document).onComplete(context.succeedingThenComplete());
  }
}
