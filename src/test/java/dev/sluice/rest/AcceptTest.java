package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                               | JSON       | JSON",
        "                                               | X_PROTOBUF | X_PROTOBUF",
        "*/*                                            | PROTOBUF   | PROTOBUF",
        "application/json                               | X_PROTOBUF | JSON",
        "APPLICATION/JSON;charset=utf-8                 | JSON       | JSON",
        "text/html, */*;q=0.1                           | JSON       | JSON",
        "text/html, */*;q=0.1                           | X_PROTOBUF | X_PROTOBUF",
        "application/json, application/x-protobuf       | X_PROTOBUF | X_PROTOBUF",
        "application/protobuf, application/x-protobuf   | JSON       | PROTOBUF",
        "application/x-protobuf, application/json       | JSON       | JSON",
        "application/json;q=0.2,application/protobuf    | JSON       | PROTOBUF",
        "application/json;q=0.5, application/protobuf;q=0.5 | JSON       | JSON",
        "application/json;q=0.5, application/protobuf;q=0.5 | PROTOBUF   | PROTOBUF",
        "application/json;q=0.001, */*;q=0               | X_PROTOBUF | JSON",
        "application/x-protobuf;q=0, application/*       | X_PROTOBUF | JSON",
        "application/*;q=0, application/json             | X_PROTOBUF | JSON",
        "application/*;q=0.9, application/json;q=0.1     | JSON       | X_PROTOBUF",
        "*/*;q=0, application/x-protobuf;q=0.1           | JSON       | X_PROTOBUF",
        "*/*;q=0                                         | JSON       | ",
        "application/json;q=0.000                        | JSON       | ",
        "application/json ; q=0.5 , application/x-protobuf ; q=0.6 | JSON | X_PROTOBUF",
        "application/json;q=2                            | JSON       | JSON",
        "application/json;q=-1, application/x-protobuf;q=0.1 | JSON   | JSON",
        "application/json;q=                             | JSON       | JSON",
        "application/json;v=1;q=0, */*                   | JSON       | X_PROTOBUF",
        "*                                               | JSON       | ",
        "application                                     | JSON       | ",
        "application/json;q=high                        | JSON       | JSON",
        "application/json;q=0, */*                      | JSON       | X_PROTOBUF",
        "application/json;q=0, application/*;q=0        | JSON       | ",
        "text/plain                                     | JSON       | ",
        "text/event-stream                              | JSON       | ",
        "','                                            | JSON       | JSON",
      })
  void choosesTheTypeOfTheAnswer(
      @Nullable String header, MediaType request, @Nullable MediaType expected) {
    assertThat(Accept.parse(header, request, MediaType.OF_MESSAGE).body()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/problem+json                            | true",
        "application/json, application/problem+json          | true",
        "application/problem+json, */*                       | true",
        "application/problem+json;q=0.9, application/json    | false",
        "application/problem+json;q=0                        | false",
        "application/json                                    | false",
        "*/*                                                 | false",
      })
  void sendsProblemsToThoseWhoNameThem(String header, boolean expected) {
    assertThat(Accept.parse(header, MediaType.JSON, MediaType.OF_MESSAGE).problems())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                          | X_PROTOBUF | X_PROTOBUF",
        "*/*                                       | PROTOBUF   | PROTOBUF",
        "*/*                                       | X_NDJSON   | X_NDJSON",
        "application/x-protobuf                    | JSON       | X_PROTOBUF",
        "application/protobuf, text/*              | JSON       | PROTOBUF",
        "application/json;q=0, */*                 | JSON       | X_NDJSON",
        "application/json;q=0, */*                 | X_PROTOBUF | X_PROTOBUF",
        "application/x-ndjson, application/x-protobuf | JSON    | X_NDJSON",
        "application/x-protobuf, application/x-ndjson | JSON    | X_PROTOBUF",
        "text/*                                    | X_PROTOBUF | EVENT_STREAM",
      })
  void takesProtobufLastOfAStreamUnlessItIsAskedFor(
      @Nullable String header, MediaType request, MediaType expected) {
    assertThat(Accept.parse(header, request, MediaType.OF_STREAM).body()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"*/*, JSON", "application/x-protobuf, ", "'application/x-protobuf, */*;q=0.1', JSON"})
  void leavesOutProtobufWhereThereIsNone(String header, @Nullable MediaType expected) {
    assertThat(Accept.parse(header, MediaType.X_PROTOBUF, MediaType.OF_VALUE).body())
        .isEqualTo(expected);
  }
}
