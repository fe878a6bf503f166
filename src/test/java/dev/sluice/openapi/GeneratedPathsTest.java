package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.AnnotationsProto;
import com.google.api.CustomHttpPattern;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class GeneratedPathsTest {

  private final ProtoFile file = new ProtoFile("a.v1");

  @ParameterizedTest
  @CsvSource({
    "/,/",
    "/v1/things,/v1/things",
    "/v1/{name},/v1/{name}",
    "/v1/{name=*},/v1/{name}",
    "/v1/{name=**},/v1/{name}",
    "/v1/{name=things},/v1/things",
    "/v1/{name=things/*},/v1/things/{name_1}",
    "/v1/{name=things/*/**}:read,/v1/things/{name_1}/{name_2}:read",
    "/v1/{name=a/*}/{id=b/*},/v1/a/{name_1}/b/{id_1}",
    "/v1/*/{id}/*,/v1/{wildcard_1}/{id}/{wildcard_2}",
    "/v1/{name}:read,/v1/{name}:read",
    "/v1/{a.b}/{c.d=e/*},/v1/{a_b}/e/{c_d_1}",
    "/v1/{name=a/*}/{name_1},/v1/a/{name_1_}/{name_1}"
  })
  void spellsATemplateOut(String template, String path) {
    assertThat(OpenApiPath.of(PathTemplate.parse(template)).path()).isEqualTo(path);
  }

  @Test
  void keepsOperationsWhosePathsDifferInNamesOnly() {
    file.get("Things", "Get", "/v1/{name}")
        .method("Things", "Put", HttpRule.newBuilder().setPut("/v1/{id}").setBody("*").build());

    Contract contract = ProtoFile.contract(file);

    assertThat(contract.document().getJsonObject("paths").fieldNames())
        .containsExactly("/v1/{name}");
    assertThat(contract.operations())
        .extracting(ContractOperation::toString)
        .containsExactly("GET /v1/{name} (Things_Get)", "PUT /v1/{id} (Things_Put)");
    assertThat(contract.operations().get(1).definition().getJsonArray("parameters"))
        .containsExactly(
            new JsonObject()
                .put("name", "name")
                .put("in", "path")
                .put("description", "The field `id`.")
                .put("required", true)
                .put("schema", new JsonObject().put("type", "string")));
  }

  @Test
  void takesARepeatedFieldInOneSegment() {
    file.get("Things", "Get", "/v1/{tags}/{name}");

    assertThat(
            ProtoFile.contract(file)
                .operations()
                .get(0)
                .definition()
                .getJsonArray("parameters")
                .getJsonObject(0)
                .getJsonObject("schema"))
        .isEqualTo(
            new JsonObject()
                .put("type", "array")
                .put("items", new JsonObject().put("type", "string")));
  }

  @Test
  void keepsOperationsOfOnePathAndMethod() {
    file.get("Things", "Get", "/v1/files/{name}")
        .get("Things", "GetAll", "/v1/files/{name=**}")
        .get("Things", "GetAny", "/v1/files/{id=**}:any");

    Contract contract = ProtoFile.contract(file);

    assertThat(contract.operations())
        .extracting(operation -> operation.path() + " " + operation.template())
        .containsExactly(
            "/v1/files/{name} /v1/files/{name}",
            "/v1/files/{name}#Things_GetAll /v1/files/{name=**}",
            "/v1/files/{id}:any /v1/files/{id=**}:any");
    assertThat(
            ContractCheck.differences(contract, DescriptorSet.of(ProtoFile.set(file)).services()))
        .isEmpty();
  }

  @Test
  void refusesTwoMethodsForTheSameRequests() {
    file.get("Things", "Get", "/v1/{name}").get("Things", "Find", "/v1/{id}");

    assertThatThrownBy(() -> ProtoFile.contract(file))
        .isInstanceOf(ContractException.class)
        .hasMessage(
            "a.v1.Things/Find: /v1/{id} (expected: other requests than those of a.v1.Things/Get:"
                + " /v1/{name})");
  }

  @Test
  void namesServicesInFullWhereTheirNamesAreTheSame() {
    file.get("Things", "Get", "/v1/things");
    ProtoFile other =
        new ProtoFile("a.v2").get("Things", "Get", "/v2/things").get("Others", "Get", "/v2/others");

    Contract contract = ProtoFile.contract(other, file);

    assertThat(contract.operations())
        .extracting(ContractOperation::operationId)
        .containsExactly("a_v1_Things_Get", "Others_Get", "a_v2_Things_Get");
  }

  @Test
  void numbersTheIdsOfFurtherBindingsPastThoseThatAreTaken() {
    HttpRule rule =
        HttpRule.newBuilder()
            .setGet("/v1/a")
            .addAdditionalBindings(HttpRule.newBuilder().setGet("/v1/b"))
            .addAdditionalBindings(HttpRule.newBuilder().setGet("/v1/c"))
            .build();
    file.method("Things", "Get", rule).get("Things", "Get_2", "/v1/d");

    assertThat(ProtoFile.contract(file).operations())
        .extracting(ContractOperation::operationId)
        .containsExactly("Things_Get", "Things_Get_2", "Things_Get_3", "Things_Get_2_2");
  }

  @Test
  void reportsAllRulesThatCannotBeServed() {
    file.get("Things", "A", "/v1/{nme}")
        .get("Things", "B", "v1")
        .get("Things", "C", "/v1/{tags=a/*}")
        .get("Things", "D", "/v1/{count=a/*}")
        .method("Things", "E", HttpRule.newBuilder().setPost("/v1/e").setBody("x").build())
        .method("Things", "F", HttpRule.newBuilder().setGet("/v1/f").setResponseBody("y").build())
        .method(
            "Things",
            "G",
            HttpRule.newBuilder()
                .setCustom(CustomHttpPattern.newBuilder().setKind("LO CK").setPath("/v1/g"))
                .build())
        .method("Things", "H", HttpRule.newBuilder().setBody("*").build())
        .method(
            "Things",
            "I",
            HttpRule.newBuilder()
                .setGet("/v1/i")
                .addAdditionalBindings(
                    HttpRule.newBuilder()
                        .setGet("/v1/j")
                        .addAdditionalBindings(HttpRule.newBuilder().setGet("/v1/k")))
                .build());

    ContractException e =
        catchThrowableOfType(ContractException.class, () -> ProtoFile.contract(file));

    assertThat(e.faults())
        .containsExactly(
            "a.v1.Things/A: path: /v1/{nme}: nme (expected: a field of a.v1.Thing)",
            "a.v1.Things/B: path template: v1 (expected '/' at position 0)",
            "a.v1.Things/C: path: /v1/{tags=a/*}: tags (expected: a field of one value, as it"
                + " covers more than one segment)",
            "a.v1.Things/D: path: /v1/{count=a/*}: count (expected: a string, as it covers more"
                + " than one segment)",
            "a.v1.Things/E: body: x (expected: a field of a.v1.Thing, or *)",
            "a.v1.Things/F: response_body: y (expected: a field of a.v1.Thing)",
            "a.v1.Things/G: custom kind: LO CK (expected: a method, such as HEAD, or *)",
            "a.v1.Things/H: http rule: no pattern (expected: get, …)",
            "a.v1.Things/I: additional_bindings: within additional_bindings (expected: one level"
                + " of them)");
  }

  @Test
  void readsFieldBehavior() {
    file.field("key", FieldDescriptorProto.Type.TYPE_STRING, FieldBehavior.REQUIRED)
        .field("made", FieldDescriptorProto.Type.TYPE_STRING, FieldBehavior.OUTPUT_ONLY)
        .field("secret", FieldDescriptorProto.Type.TYPE_STRING, FieldBehavior.INPUT_ONLY)
        .get("Things", "Get", "/v1/things");

    JsonObject document = ProtoFile.contract(file).document();

    JsonObject thing =
        document.getJsonObject("components").getJsonObject("schemas").getJsonObject("a.v1.Thing");
    assertThat(thing.getJsonArray("required")).containsExactly("key");
    JsonObject properties = thing.getJsonObject("properties");
    assertThat(properties.getJsonObject("made").getBoolean("readOnly")).isTrue();
    assertThat(properties.getJsonObject("secret").getBoolean("writeOnly")).isTrue();
    assertThat(ProtoFile.contract(file).operations().get(0).definition().getJsonArray("parameters"))
        .contains(
            new JsonObject()
                .put("name", "key")
                .put("in", "query")
                .put("required", true)
                .put("schema", new JsonObject().put("type", "string")));
  }

  @Test
  void splitsACommentIntoSummaryAndDescription() {
    file.get("Things", "Get", "/v1/things")
        .commentOnFirstMethod(
            " Gets v1.2 of\n a thing. Or not.\n\n (-- our\n own --)\n More: `x`\n");

    JsonObject definition = ProtoFile.contract(file).operations().get(0).definition();

    assertThat(definition.getString("summary")).isEqualTo("Gets v1.2 of a thing.");
    assertThat(definition.getString("description"))
        .isEqualTo("Gets v1.2 of\na thing. Or not.\n\nMore: `x`");
  }

  @Test
  void tellsHowAVariableIsMadeOfParameters() {
    file.get("Things", "Get", "/v1/{id}/{name=a/*/b/*/c}:read");

    assertThat(ProtoFile.contract(file).operations().get(0).definition().getJsonArray("parameters"))
        .extracting(parameter -> ((JsonObject) parameter).getString("description", ""))
        .startsWith(
            "",
            "Part of the field `name`, which is `a/{name_1}/b/{name_2}/c`.",
            "Part of the field `name`, which is `a/{name_1}/b/{name_2}/c`.");
  }

  @Test
  void findsRulesInOptionsThatWereParsedWithoutThem() throws Exception {
    file.get("Things", "Get", "/v1/things");
    FileDescriptorProto unaware =
        FileDescriptorProto.parseFrom(ProtoFile.set(file).getFile(0).toByteString());
    FileDescriptor linked =
        FileDescriptor.buildFrom(
            unaware,
            new FileDescriptor[] {
              AnnotationsProto.getDescriptor(), FieldBehaviorProto.getDescriptor()
            });

    List<String> faults = new ArrayList<>();
    assertThat(HttpBinding.of(linked.getServices().get(0).getMethods().get(0), faults))
        .containsExactly(new HttpBinding("GET", PathTemplate.parse("/v1/things"), null, null));
    assertThat(faults).isEmpty();
  }

  @Test
  void refusesASetWithoutItsImports() {
    file.get("Things", "Get", "/v1/things");
    FileDescriptorSet set =
        FileDescriptorSet.newBuilder().addFile(ProtoFile.set(file).getFile(0)).build();

    assertThatThrownBy(() -> ContractGenerator.generate(set, Protosets.OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("google/api/annotations.proto is missing")
        .hasMessageContaining("--include_imports");
  }

  @Test
  @Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
  void writesPathsThatOpenApiAllows(Vertx vertx, VertxTestContext context) {
    List.of("/v1/{name}", "/v1/{name=**}", "/v1/{name}:read", "/v2/*/x", "/v3/{name=a/*/**}:b", "/")
        .forEach(path -> file.get("Things", "Get" + Integer.toHexString(path.hashCode()), path));

    DocumentCheck.check(vertx, ProtoFile.contract(file).document())
        .onComplete(
            context.succeeding(
                loaded ->
                    context.verify(
                        () -> {
                          assertThat(loaded.operations()).hasSize(6);
                          context.completeNow();
                        })));
  }
}
