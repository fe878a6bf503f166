package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.test.v1.ResourceProto;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRulesTest {

  private static final String RULES =
      """
      type: google.api.Service
      config_version: 3
      http:
        rules:
          - selector: sluice.test.v1.BookService.GetBook
            get: /v9/first
          - selector: sluice.test.v1.BookService.GetBook
            get: /v9/{name=books/*}
            additional_bindings:
              - get: /v9/books:one
          - selector: sluice.test.v1.BookService.Unbound
            post: /v9/unbound
            body: author
            response_body: title
      """;

  private static final ContractGenerator.Options PLAIN =
      new ContractGenerator.Options("Test", "1", null, List.of("sluice.test.v1.BookService"));

  private static Contract contract(String rules) {
    return Contract.parse(
        ContractGenerator.generate(Protosets.test(), HttpRules.parse(rules), PLAIN));
  }

  @Test
  void takeThePlaceOfThoseInTheProto() {
    Contract contract = contract(RULES);

    assertThat(contract.operations())
        .filteredOn(
            operation ->
                operation.methodName().equals("GetBook")
                    || operation.methodName().equals("Unbound"))
        .extracting(Object::toString)
        .containsExactly(
            "GET /v9/{name=books/*} (BookService_GetBook)",
            "GET /v9/books:one (BookService_GetBook_2)",
            "POST /v9/unbound (BookService_Unbound)");
    assertThat(contract.operations())
        .extracting(ContractOperation::httpMethod)
        .contains("PATCH", "DELETE");
    assertThat(ContractCheck.differences(contract, ResourceProto.getDescriptor().getServices()))
        .isEmpty();
  }

  @Test
  void areWhatAContractThatIsMadeByThemIsHeldAgainst() {
    Contract contract = contract(RULES);
    List<ServiceDescriptor> services = ResourceProto.getDescriptor().getServices();

    assertThat(ContractCheck.differences(contract, services, PLAIN, HttpRules.parse(RULES)))
        .isEmpty();
    assertThat(
            ContractCheck.differences(
                contract,
                services,
                PLAIN,
                HttpRules.parse(RULES.replace("/v9/unbound", "/v9/bound"))))
        .containsExactly(
            "POST /v9/bound (sluice.test.v1.BookService/Unbound): missing in the contract"
                + " (expected: an operation for each google.api.http rule)",
            "POST /v9/unbound (BookService_Unbound): no google.api.http rule of"
                + " sluice.test.v1.BookService/Unbound (expected: one for each operation of a"
                + " generated contract)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.B.C                              | selector: a.B.C (expected: a method of",
        "sluice.test.v1.BookService         | selector: sluice.test.v1.BookService (expected",
        "sluice.test.v1.BookService.Unbound | BookService/Unbound: path: /v9/{nope}: nope (expected",
      })
  void nameWhatIsWrongWithThem(String selector, String fault) {
    String rules = "http: {rules: [{selector: %s, get: '/v9/{nope}'}]}".formatted(selector);

    assertThatThrownBy(() -> contract(rules))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1                            | #/http: null (expected: an object with rules)",
        "http: []                        | #/http: [] (expected: an object with rules)",
        "http: {rules: {}}               | #/http: rules: expected an array",
        "http: {rules: [{gett: /v1}]}    | #/http: rules[0].gett: unknown field",
        "http: {rules: [{get: 7}]}       | #/http: rules[0].get: expected",
        "http: {fully_decode_reserved_expansion: true} | (expected: rest.pathUnescaping",
      })
  void haveAForm(String rules, String fault) {
    assertThatThrownBy(() -> HttpRules.parse(rules))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(fault);
  }
}
