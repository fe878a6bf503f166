package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.proto.api.RestOptions;
import dev.sluice.proto.api.RestProto;
import dev.sluice.test.v1.ResourceProto;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The option sluice.api.rest: in descriptors, in the contract, and between them. */
class RestRuleTest {

  private static final String BOOKS = "sluice.test.v1.BookService";
  private static final ContractGenerator.Options OPTIONS =
      new ContractGenerator.Options("Test", "1", null, List.of(BOOKS));
  private static final String TEXT = ContractGenerator.generate(Protosets.test(), OPTIONS);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "/~1v1~1books/post/x-grpc-location                       | /v1/books/{id}/{title}",
        "/~1v1~1books/post/x-grpc-etag                           | etag",
        "/~1v1~1books/post/x-grpc-if-match                       | -",
        "/~1v1~1books/post/responses/200                         | -",
        "/~1v1~1books/post/responses/201/headers/Location/schema/format | uri-reference",
        "/~1v1~1books/post/responses/201/headers/ETag/schema/type | string",
        "/~1v1~1books/post/responses/304                         | -",
        "/~1v1~1books/post/responses/412                         | -",
        "/~1v1~1books~1{id}/get/responses/304/headers/ETag/schema/type | string",
        "/~1v1~1books~1{id}/get/responses/304/content            | -",
        "/~1v1~1books~1{book_id}/patch/x-grpc-etag               | book.etag",
        "/~1v1~1books~1{book_id}/patch/x-grpc-if-match           | book.etag",
        "/~1v1~1books~1{book_id}/patch/responses/412/$ref"
            + " | #/components/responses/PreconditionFailed",
        "/~1v1~1books~1{book_id}/patch/responses/304             | -",
        "/~1v1~1books~1{id}/delete/responses/204/content         | -",
        "/~1v1~1books:spell/post/x-grpc-json/int64AsNumbers      | true",
        "/~1v1~1books/get/responses/203/description              | A book.",
      })
  void writesTheOptionIntoTheContract(String place, String expected) {
    JsonObject document = Contract.parse(TEXT).document();
    Object value =
        JsonPointer.from("/paths" + place.replace("{book_id}", "{id}")).queryJson(document);

    assertThat(value instanceof String text ? text.lines().findFirst().orElse("") : value)
        .isEqualTo(value instanceof Boolean ? (Object) Boolean.valueOf(expected) : expected);
  }

  @Test
  void documentsTheHeadersThatARequestMayHave() {
    assertThat(headers("BookService_GetBook")).containsExactly("If-None-Match");
    assertThat(headers("BookService_UpdateBook")).containsExactly("If-Match");
    assertThat(headers("BookService_DeleteBook")).containsExactly("If-Match");
    assertThat(headers("BookService_CreateBook")).isEmpty();
    assertThat(headers("BookService_ListBooks")).isEmpty();
  }

  private static List<String> headers(String id) {
    return Contract.parse(TEXT).operations().stream()
        .filter(operation -> operation.operationId().equals(id))
        .flatMap(
            operation ->
                operation.definition().getJsonArray("parameters", new JsonArray()).stream())
        .map(JsonObject.class::cast)
        .filter(parameter -> parameter.getString("in").equals("header"))
        .map(parameter -> parameter.getString("name"))
        .toList();
  }

  @Test
  void theContractAgreesWithCompiledAndDynamicDescriptors() {
    Contract contract = Contract.parse(TEXT);

    assertThat(ContractCheck.differences(contract, ResourceProto.getDescriptor().getServices()))
        .isEmpty();
    assertThat(ContractCheck.differences(contract, DescriptorSet.of(Protosets.test()).services()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-grpc-etag: book.etag | x-grpc-etag: book.tag"
            + " | x-grpc-etag: book.tag (expected: a field of sluice.test.v1.UpdateBookRequest)",
        "x-grpc-etag: book.etag | x-grpc-etag: book.tags"
            + " | x-grpc-etag: book.tags (expected: a single string, bytes or an integer)",
        "x-grpc-etag: book.etag | x-grpc-etag: book.author"
            + " | x-grpc-etag: book.author (expected: a single string, bytes or an integer)",
        "x-grpc-if-match: book.etag | x-grpc-if-match: book.etag.x"
            + " | x-grpc-if-match: book.etag.x (expected: a field of sluice.test.v1.UpdateBookRequest)",
        "x-grpc-if-match: book.etag | x-grpc-if-match: book.lent"
            + " | x-grpc-if-match: book.lent (expected: a single string, bytes or an integer)",
        "x-grpc-location: /v1/books/{id}/{title} | x-grpc-location: /v1/books/{no}"
            + " | x-grpc-location: /v1/books/{no}: no (expected: a field of sluice.test.v1.Book)",
        "x-grpc-location: /v1/books/{id}/{title} | x-grpc-location: /v1/books/{author}"
            + " | x-grpc-location: /v1/books/{author}: author (expected: a text, an integer, a"
            + " boolean or an enum)",
        "x-grpc-location: /v1/books/{id}/{title} | x-grpc-location: /v1/*/{id}"
            + " | x-grpc-location: /v1/*/{id} (expected: a field in braces for each wildcard)",
        "emitDefaults: true | emitDefaults: false"
            + " | status 200, x-grpc-json:"
            + " {\"emitDefaults\":false,\"int64AsNumbers\":true,\"ignoreUnknownFields\":false}"
            + " (expected: status 200, x-grpc-json:"
            + " {\"emitDefaults\":true,\"int64AsNumbers\":true,\"ignoreUnknownFields\":false}, as"
            + " the option sluice.api.rest says)",
        "x-grpc-if-match: revision | x-grpc-if-match: id"
            + " | status 204, x-grpc-if-match: id (expected: status 204, x-grpc-if-match: revision,"
            + " as the option sluice.api.rest says)",
        "'203': | '200':"
            + " | status 200 (expected: status 203, as the option sluice.api.rest says)",
        "operationId: BookService_ListBooks | operationId: BookService_ListBooks~x-grpc-etag: etag"
            + " | x-grpc-etag: etag (expected: none, as the responses are a stream)",
      })
  void tellsWhereContractAndServiceDisagree(String text, String drifted, String difference) {
    assertThat(TEXT).contains(text);
    Contract contract =
        Contract.parse(
            TEXT.replaceFirst(
                java.util.regex.Pattern.quote(text),
                java.util.regex.Matcher.quoteReplacement(drifted.replace("~", "\n      "))));

    assertThat(ContractCheck.differences(contract, ResourceProto.getDescriptor().getServices()))
        .anyMatch(line -> line.endsWith("): " + difference));
  }

  static Stream<Arguments> wrongOptions() {
    return Stream.of(
        Arguments.of(
            RestOptions.newBuilder().setSuccessStatus(302),
            "success_status: 302 (expected: 200 to 299)"),
        Arguments.of(RestOptions.newBuilder().setLocation("v1"), "location: path template: v1"),
        Arguments.of(
            RestOptions.newBuilder().setLocation("/v1/{x}"),
            "location: /v1/{x}: x (expected: a field of sluice.test.v1.Book)"),
        Arguments.of(
            RestOptions.newBuilder().setEtag("tags"),
            "etag: tags (expected: a single string, bytes or an integer)"),
        Arguments.of(
            RestOptions.newBuilder().setIfMatch("x.y"),
            "if_match: x.y (expected: a field of sluice.test.v1.Book)"));
  }

  @ParameterizedTest
  @MethodSource("wrongOptions")
  void namesWhatIsWrongWithAnOption(RestOptions.Builder rest, String fault) {
    List<String> faults = new ArrayList<>();

    RestRule.of(createBook(rest.build()), faults);

    assertThat(faults).singleElement().asString().startsWith(BOOKS + "/CreateBook: " + fault);
  }

  @Test
  void aStreamHasABody() {
    List<String> faults = new ArrayList<>();
    FileDescriptorSet.Builder set = Protosets.test().toBuilder();
    MethodDescriptorProto.Builder method = method(set, "ListBooks");
    method
        .getOptionsBuilder()
        .setExtension(RestProto.rest, RestOptions.newBuilder().setSuccessStatus(204).build());

    RestRule.of(find(set.build(), "ListBooks"), faults);

    assertThat(faults)
        .containsExactly(
            BOOKS + "/ListBooks: success_status: 204 (expected: one with a body, for the stream)");
  }

  private static MethodDescriptor createBook(RestOptions rest) {
    FileDescriptorSet.Builder set = Protosets.test().toBuilder();
    method(set, "CreateBook").getOptionsBuilder().setExtension(RestProto.rest, rest);
    return find(set.build(), "CreateBook");
  }

  private static MethodDescriptorProto.Builder method(FileDescriptorSet.Builder set, String name) {
    for (FileDescriptorProto.Builder file : set.getFileBuilderList()) {
      if (file.getName().endsWith("v1/resource.proto")) {
        for (MethodDescriptorProto.Builder method :
            file.getServiceBuilder(0).getMethodBuilderList()) {
          if (method.getName().equals(name)) {
            method
                .getOptionsBuilder()
                .setUnknownFields(com.google.protobuf.UnknownFieldSet.getDefaultInstance());
            return method;
          }
        }
      }
    }
    throw new AssertionError(name);
  }

  private static MethodDescriptor find(FileDescriptorSet set, String method) {
    for (ServiceDescriptor service : DescriptorSet.of(set).services()) {
      if (service.getFullName().equals(BOOKS)) {
        return service.findMethodByName(method);
      }
    }
    throw new AssertionError(method);
  }
}
