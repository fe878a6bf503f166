package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rest.RestServer.Answer;
import io.vertx.core.http.HttpVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class RestDoorTest {

  private RestServer server;

  @BeforeAll
  void start() throws Exception {
    server = new RestServer();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return RestCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersOverHttp1(Case each) throws Exception {
    check(HttpVersion.HTTP_1_1, each);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersOverHttp2(Case each) throws Exception {
    check(HttpVersion.HTTP_2, each);
  }

  private void check(HttpVersion version, Case each) throws Exception {
    each.check(call(version, each));
  }

  private Answer call(HttpVersion version, Case each) throws Exception {
    return server.call(version, each.method(), each.uri(), each.headers(), each.body());
  }

  private Answer call(Case each) throws Exception {
    return call(HttpVersion.HTTP_1_1, each);
  }

  @Test
  void namesTheMethodsOfAPath() throws Exception {
    assertThat(call(Case.send("OPTIONS", "/v1/echo", "")).headers().get("allow"))
        .isEqualTo("GET, HEAD, OPTIONS, POST");
    assertThat(call(Case.send("PATCH", "/v1/shelves/1", "{}")).headers().get("allow"))
        .isEqualTo("DELETE, OPTIONS");
  }

  @Test
  void answersHeadWithTheLengthOfGet() throws Exception {
    Answer answer = call(Case.send("HEAD", "/v1/echo?aString=x", ""));
    assertThat(answer.headers().get("content-length"))
        .isEqualTo(Integer.toString("{\"aString\":\"x\"}".length()));
    assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
  }

  @Test
  void namesTheTypeOfTheAnswer() throws Exception {
    assertThat(type(Case.get("/v1/echo"))).isEqualTo("application/json");
    assertThat(type(Case.get("/v1/echo").with("accept", "application/x-protobuf")))
        .isEqualTo("application/x-protobuf");
    assertThat(type(Case.get("/v1/echo").with("accept", "application/protobuf")))
        .isEqualTo("application/protobuf");
    assertThat(type(Case.get("/nowhere").with("accept", "application/problem+json")))
        .isEqualTo("application/problem+json");
    assertThat(type(Case.get("/nowhere").with("accept", "application/x-protobuf")))
        .isEqualTo("application/x-protobuf");
  }

  private String type(Case each) throws Exception {
    return call(each).headers().get("content-type");
  }

  @Test
  void passesHeadersOnAsMetadata() throws Exception {
    Answer answer =
        call(
            Case.get("/v1/echo")
                .with("Authorization", "Bearer x")
                .with("Grpc-Metadata-Tenant", "a", "b")
                .with("Grpc-Metadata-Blob-Bin", "AAE")
                .with("X-Request-Id", "7")
                .with("Traceparent", "00-1")
                .with("Cookie", "secret=1")
                .with("X-Other", "y")
                .with("Grpc-Metadata-Connection", "close")
                .with("Grpc-Metadata-Grpc-Status", "0")
                .with("Grpc-Metadata-Authorization", "Bearer other"));
    assertThat(answer.headers().getAll("grpc-metadata-seen-tenant")).containsExactly("a", "b");
    assertThat(answer.headers().getAll("grpc-metadata-seen-authorization"))
        .containsExactly("Bearer x");
    assertThat(answer.headers().get("grpc-metadata-seen-blob-bin")).isEqualTo("AAE");
    assertThat(answer.headers().get("grpc-metadata-seen-x-request-id")).isEqualTo("7");
    assertThat(answer.headers().get("grpc-metadata-seen-traceparent")).isEqualTo("00-1");
    assertThat(answer.headers().names())
        .doesNotContain(
            "grpc-metadata-seen-cookie",
            "grpc-metadata-seen-x-other",
            "grpc-metadata-seen-connection",
            "grpc-metadata-seen-grpc-status",
            "grpc-metadata-seen-host",
            "grpc-metadata-seen-content-length");
  }

  @Test
  void takesAPassedHeaderByPrefixWhereItIsNotGivenItself() throws Exception {
    Answer answer = call(Case.get("/v1/echo").with("Grpc-Metadata-Authorization", "Bearer x"));
    assertThat(answer.headers().get("grpc-metadata-seen-authorization")).isEqualTo("Bearer x");
  }

  @Test
  void answersTrailingMetadataAmongTheHeaders() throws Exception {
    Answer answer = call(Case.get("/v1/echo").with("grpc-metadata-trailing", "1"));
    assertThat(answer.headers().get("grpc-trailer-cost")).isEqualTo("7");
  }

  @Test
  void challengesWhoIsNotAuthenticated() throws Exception {
    Answer answer = call(Case.get("/v1/echo").with("authorization", "stranger"));
    assertThat(answer.headers().get("www-authenticate")).isEqualTo("Bearer");
    assertThat(answer.headers().contains("connection")).isFalse();
  }
}
