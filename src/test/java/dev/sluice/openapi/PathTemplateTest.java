package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/hello",
        "/v1/hello/{name}",
        "/v1/{name=shelves/*}",
        "/v1/{parent=shelves/*/books/*}/pages/{page.number}:turn",
        "/v1/{name=**}",
        "/v1/*/x/**",
        "/v1/people:batchCreate",
        "/v1/a=b/{name=c=d/*}:e=f"
      })
  void printsWhatItParsed(String template) {
    assertThat(PathTemplate.parse(template)).hasToString(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "//",
        "/v1/",
        "/v1/{",
        "/v1/{}",
        "/v1/{a",
        "/v1/{a=}",
        "/v1/{a={b}}",
        "/v1/{a}/{a}",
        "/v1/**/x",
        "/v1/x:",
        "/v1/x:a:b",
        "/v1/x}y",
        "/v1/{a.}",
        "/v1/{a}b"
      })
  void rejectsWhatTheGrammarDoesNotAllow(String template) {
    assertThatThrownBy(() -> PathTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path template");
  }
}
