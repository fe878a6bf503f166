package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import dev.sluice.test.v1.Described;
import dev.sluice.test.v1.Ruled;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class ConstraintsTest {

  private static final String KIND = "#/components/schemas/sluice.test.v1.Described.Kind";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "sized         | {'type':'string','minLength':2,'maxLength':5}",
        "exact         | {'type':'string','minLength':4,'maxLength':4}",
        "patterned     | {'type':'string','pattern':'^[^\\\\p{Cc}]*$'}",
        "unpatterned   | {'type':'string','description':'Rule: `pattern: (?i)^a`.'}",
        "email         | {'type':'string','format':'email'}",
        "uuid          | {'type':'string','format':'uuid'}",
        "uri           | {'type':'string','format':'uri'}",
        "hostname      | {'type':'string','format':'hostname'}",
        "ipv4          | {'type':'string','format':'ipv4'}",
        "ipv6          | {'type':'string','format':'ipv6'}",
        "ip            | {'type':'string','description':'Rule: `ip: true`.'}",
        "constant      | {'type':'string','const':'a'}",
        "chosen        | {'type':'string','enum':['a','b']}",
        "begun         | {'type':'string','pattern':'^a\\\\.b','description':'Rule: `suffix: c`.\\n"
            + "Rule: `contains: d`.\\nRule: `not_contains: e`.'}",
        "optional_mail | {'type':'string','format':'email','description':'May be left empty.'}",
        "ignored       | {'type':'string'}",
        "banned        | {'type':'string','description':'Rule: `not_in: x, y`.'}",
        "present       | {'type':'string','minLength':1}",
        "ranged        | {'type':'integer','format':'int32','exclusiveMaximum':10,'minimum':1}",
        "long          | {'type':'string','format':'int64','description':'Above 0, at most 100.'}",
        "unsigned      | {'type':'integer','format':'int64','minimum':0,'maximum':7}",
        "real          | {'type':'number','format':'double','exclusiveMinimum':0.5,'maximum':2.0}",
        "either        | {'type':'integer','format':'int32',"
            + "'description':'Above 10, or below 1.'}",
        "few           | {'type':'integer','format':'int32','enum':[1,2]}",
        "long_few      | {'type':'string','format':'int64','enum':['1','2']}",
        "finite        | {'type':'number','format':'float'}",
        "yes           | {'type':'boolean','const':true}",
        "long_const    | {'type':'string','format':'uint64','const':'18446744073709551615'}",
        "items         | {'type':'array','items':{'type':'string','maxLength':9},'minItems':1,"
            + "'maxItems':3,'uniqueItems':true}",
        "pairs         | {'type':'object','additionalProperties':{'type':'integer',"
            + "'format':'int32','minimum':0},'minProperties':1,'maxProperties':2,"
            + "'propertyNames':{'pattern':'^[a-z]+$'}}",
        "defined       | {'$ref':'$KIND'}",
        "some          | {'$ref':'$KIND','enum':['KIND_A','KIND_B']}",
        "one           | {'$ref':'$KIND','enum':['KIND_C']}",
        "but           | {'$ref':'$KIND','enum':['KIND_A','KIND_B','KIND_C']}",
        "data          | {'type':'string','format':'byte','minLength':2,'maxLength':8}",
        "wrapped       | {'type':['string','null'],'minLength':2}",
        "at            | {'type':'string','format':'date-time',"
            + "'description':'Rule: `lt_now: true`.'}",
        "inner         | {'$ref':'#/components/schemas/sluice.test.v1.Unruled'}",
        "needed        | {'type':'string','minLength':1}",
        "made          | {'type':'integer','format':'int32','deprecated':true,'readOnly':true}",
        "secret        | {'type':'string','writeOnly':true}",
        "days          | {'type':'integer','format':'int32','description':'Must be whole weeks.'}",
        "any           | {'$ref':'#/components/schemas/google.protobuf.Any','description':"
            + "'Rule: `in: type.googleapis.com/google.protobuf.Duration`.'}",
      })
  void saysWhatHoldsOfTheJsonOfAField(String name, String schema) {
    JsonObject field =
        new Schemas(View.plain()).field(Described.getDescriptor().findFieldByName(name));

    assertThat(field).isEqualTo(new JsonObject(schema.replace('\'', '"').replace("$KIND", KIND)));
  }

  @Test
  void saysWhatHoldsOfAMessageAsAWhole() {
    Schemas schemas = new Schemas(View.plain());
    schemas.message(Described.getDescriptor());
    schemas.message(Ruled.getDescriptor());

    JsonObject components = schemas.components();
    assertThat(components.getJsonObject("sluice.test.v1.Described").getJsonArray("required"))
        .isEqualTo(new JsonArray(List.of("inner", "needed", "made")));
    assertThat(components.getJsonObject("sluice.test.v1.Ruled").getString("description"))
        .isEqualTo(
            "At most one of `email`, `uri` is set (way).\n\n"
                + "At most one of `one`, `other` is set.\nLow must not be above high.");
  }

  private static FileDescriptorSet set() {
    FileDescriptorSet.Builder set = Protosets.test().toBuilder();
    for (FileDescriptorProto.Builder file : set.getFileBuilderList()) {
      if (file.getName().endsWith("rules.proto")) {
        file.addDependency("google/api/annotations.proto")
            .addServiceBuilder()
            .setName("Describer")
            .addMethodBuilder()
            .setName("Describe")
            .setInputType(".sluice.test.v1.Described")
            .setOutputType(".sluice.test.v1.Described")
            .setOptions(
                MethodOptions.newBuilder()
                    .setExtension(
                        AnnotationsProto.http,
                        HttpRule.newBuilder()
                            .setPost("/v1/described")
                            .setBody("*")
                            .addAdditionalBindings(
                                HttpRule.newBuilder().setGet("/v1/described/{sized}/{ranged}"))
                            .build()));
      }
    }
    return set.build();
  }

  private static Contract contract() {
    return Contract.parse(
        ContractGenerator.generate(
            set(),
            new ContractGenerator.Options("T", "1", null, List.of("sluice.test.v1.Describer"))));
  }

  @Test
  @Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
  void writesADocumentThatOpenApiAllowsAndTheCheckAgreesWith(
      Vertx vertx, VertxTestContext context) {
    Contract contract = contract();

    assertThat(
            ContractCheck.differences(
                contract,
                DescriptorSet.of(set()).services().stream()
                    .filter(service -> service.getName().equals("Describer"))
                    .toList()))
        .isEmpty();
    DocumentCheck.check(vertx, contract.document())
        .onComplete(
            context.succeeding(
                loaded ->
                    context.verify(
                        () -> {
                          assertThat(loaded.operations()).hasSize(2);
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sized  | path  | {'type':'string','minLength':2,'maxLength':5}",
        "ranged | path  | {'type':'integer','format':'int32','exclusiveMaximum':10,'minimum':1}",
        "email  | query | {'type':'string','format':'email'}",
        "needed | query | {'type':'string','minLength':1}",
      })
  void saysItOfParametersToo(String name, String in, String schema) {
    JsonArray parameters = contract().operations().get(1).definition().getJsonArray("parameters");

    JsonObject parameter =
        parameters.stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("name").equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(parameter.getString("in")).isEqualTo(in);
    assertThat(parameter.getBoolean("required", false))
        .isEqualTo(in.equals("path") || name.equals("needed"));
    assertThat(parameter.getJsonObject("schema"))
        .isEqualTo(new JsonObject(schema.replace('\'', '"')));
  }
}
