package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.openapi.PathTemplate;
import dev.sluice.rest.PathRouter.Match;
import dev.sluice.rest.PathRouter.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRouterTest {

  private static PathRouter<String> router(String... templates) {
    return PathRouter.of(Arrays.stream(templates).map(PathRouterTest::route).toList());
  }

  private static Route<String> route(String template) {
    return new Route<>("GET", PathTemplate.parse(template), template);
  }

  private static @Nullable String find(PathRouter<String> router, String path) {
    RestPath parsed = RestPath.parse(path);
    Match<String> match = parsed == null ? null : router.match("GET", parsed);
    return match == null ? null : match.target();
  }

  private static final PathRouter<String> ROUTER =
      router(
          "/",
          "/a",
          "/a/b",
          "/a/{x}",
          "/a/{x}/c",
          "/a/b/d",
          "/a/{x=**}",
          "/{x}/b/c",
          "/v/{x}:go",
          "/v/{x}:stop",
          "/v/{x}",
          "/w/{x=**}:go",
          "/w/lit:go",
          "/s/{x=p/*/q/*}",
          "/s/p/{y}/q/fixed");

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a, /a",
    "/a/b, /a/b",
    "/a/%62, /a/b",
    "/a/x, /a/{x}",
    "/a/b/c, /a/{x}/c",
    "/a/b/d, /a/b/d",
    "/a/b/e, /a/{x=**}",
    "/a/x/y/z, /a/{x=**}",
    "/z/b/c, /{x}/b/c",
    "/z, ",
    "/z/b, ",
    "/v/1, /v/{x}",
    "/v/1:go, /v/{x}:go",
    "/v/1:2:go, /v/{x}:go",
    "/v/1:%67o, /v/{x}:go",
    "/v/1%3Ago, /v/{x}",
    "/v/1:run, /v/{x}",
    "/v/1:, /v/{x}",
    "/v/:go, /v/{x}",
    "/v:go, ",
    "/w/lit:go, /w/lit:go",
    "/w/lit, ",
    "/w/x/y:go, /w/{x=**}:go",
    "/w:go, /w/{x=**}:go",
    "/s/p/1/q/2, /s/{x=p/*/q/*}",
    "/s/p/1/q/fixed, /s/p/{y}/q/fixed",
    "/s/p/1/q, ",
    "/a/, ",
    "//a, ",
    "a, ",
  })
  void prefersTheMostSpecificTemplate(String path, @Nullable String template) {
    assertThat(find(ROUTER, path)).isEqualTo(template);
  }

  @Test
  void findsTheTemplateThatHasTheMethod() {
    PathRouter<String> router =
        PathRouter.of(
            List.of(
                new Route<>("GET", PathTemplate.parse("/a/special"), "special"),
                new Route<>("DELETE", PathTemplate.parse("/a/{x}"), "any"),
                new Route<>("POST", PathTemplate.parse("/a/{x}:special"), "verb")));
    RestPath path = Objects.requireNonNull(RestPath.parse("/a/special"));
    assertThat(Objects.requireNonNull(router.match("DELETE", path)).target()).isEqualTo("any");
    assertThat(router.match("POST", path)).isNull();
    assertThat(router.methods(path)).containsExactly("DELETE", "GET");
    assertThat(router.methods(Objects.requireNonNull(RestPath.parse("/a/x:special"))))
        .containsExactly("DELETE", "POST");
  }

  @Test
  void namesBothOfTwoEqualTemplates() {
    assertThatThrownBy(() -> router("/a/{x}", "/a/{y}", "/b", "/a/{x=*}:v", "/a/*:v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "/a/{x} and /a/{y} match the same requests\n"
                + "/a/{x=*}:v and /a/*:v match the same requests");
  }

  @Test
  void findsEachOfAThousandOperations() {
    List<Route<String>> routes = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      routes.add(route("/v1/things" + i));
      routes.add(route("/v1/things" + i + "/{id}"));
      routes.add(route("/v1/things" + i + "/{id}:verb" + i));
      routes.add(route("/v1/{parent=shelves/*}/things" + i));
    }
    PathRouter<String> router = PathRouter.of(routes);
    for (int i = 0; i < 250; i++) {
      assertThat(find(router, "/v1/things" + i)).isEqualTo("/v1/things" + i);
      assertThat(find(router, "/v1/things" + i + "/7")).isEqualTo("/v1/things" + i + "/{id}");
      assertThat(find(router, "/v1/things" + i + "/7:verb" + i))
          .isEqualTo("/v1/things" + i + "/{id}:verb" + i);
      assertThat(find(router, "/v1/shelves/2/things" + i))
          .isEqualTo("/v1/{parent=shelves/*}/things" + i);
    }
    assertThat(find(router, "/v1/things250")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/{x}, /v1/a%2Fb, a/b",
    "/v1/{x=*}, /v1/a%2Fb, a/b",
    "/v1/{x=**}, /v1/a%2Fb, a%2Fb",
    "/v1/{x=**}, /v1/a/%E2%82%AC, a/€",
    "/v1/{x=**}, /v1, ''",
    "/v1/{x=a/*}, /v1/a/b%2fc, a/b%2fc",
    "/v1/{x=a/*}:go, /v1/a/b:go, a/b",
    "/v1/{x=a/**}:go, /v1/a/b/c:go, a/b/c",
    "/v1/{x=a/**}, /v1/a, a",
  })
  void decodesWhatAVariableCovers(String template, String path, String value) {
    PathTemplate parsed = PathTemplate.parse(template);
    PathRouter<PathTemplate> router = PathRouter.of(List.of(new Route<>("GET", parsed, parsed)));
    Match<PathTemplate> match =
        Objects.requireNonNull(router.match("GET", Objects.requireNonNull(RestPath.parse(path))));
    assertThat(match.path().value(parsed, parsed.variables().get(0), UriText.Mode.KEEP_SLASH))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a, /a",
    "/a/b/d, /a/b/d",
    "/w/lit:go, /w/lit:go",
    "/a/%62, ",
    "/a/x, ",
    "/a?x=1, ",
    "http://host/a, ",
    "'', "
  })
  void knowsBeforehandWhatPathsThatAreTextLeadTo(String path, @Nullable String template) {
    Match<String> known = ROUTER.known("GET", path);

    assertThat(known == null ? null : known.target()).isEqualTo(template);
    assertThat(ROUTER.known("POST", path)).isNull();
  }
}
