package dev.sluice.rest;

import static dev.sluice.rest.Case.NONE;
import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;

import java.util.stream.Stream;

/** Requests for bits, and the whole of their answers: what the contract alone makes of them. */
final class BitCases {

  static final String A =
      "{\"name\":\"shelves/1/bits/a\",\"title\":\"Alpha\",\"everything\":{\"anInt64\":"
          + "\"9007199254740992\",\"colour\":\"COLOUR_RED\",\"nested\":{\"text\":\"n\"},"
          + "\"numbers\":[1,2],\"labels\":{\"k\":\"v\"}},\"etag\":\"1\","
          + "\"createTime\":\"2023-11-14T22:13:20Z\"}";
  static final String B =
      "{\"name\":\"shelves/1/bits/b\",\"title\":\"Beta\",\"etag\":\"1\","
          + "\"createTime\":\"2023-11-14T22:13:20Z\",\"archived\":true}";
  static final String C =
      "{\"name\":\"shelves/2/bits/c\",\"title\":\"Gamma\",\"etag\":\"1\","
          + "\"createTime\":\"2023-11-14T22:13:20Z\"}";
  static final String SHELF = "/v1/shelves/1/bits";
  private static final String JSON = "application/json";

  private BitCases() {}

  static Stream<Case> all() {
    return Stream.of(
            created(),
            read(),
            listed(),
            changed(),
            removed(),
            BitCallCases.all(),
            BitKindCases.all(),
            BitPictureCases.all(),
            BitHeaderCases.all())
        .flatMap(each -> each);
  }

  private static String made(String name, String title) {
    return "{\"name\":\""
        + name
        + "\",\"title\":\""
        + title
        + "\",\"etag\":\"1\",\"createTime\":\"2023-11-14T22:13:20Z\"}";
  }

  private static Stream<Case> created() {
    Case create = post(SHELF, "{\"title\":\"New\"}");
    return Stream.of(
        create
            .answers(201, made("shelves/1/bits/new", "New"))
            .tells("location", "/v1/shelves/1/bits/new")
            .tells("etag", "\"1\"")
            .tells("content-type", JSON),
        post(SHELF + "?bitId=n+1", "{\"title\":\"New\"}")
            .answers(201, made("shelves/1/bits/n 1", "New"))
            .tells("location", "/v1/shelves/1/bits/n%201"),
        post(SHELF + "?bit_id=n", "{\"title\":\"New\",\"secret\":\"s\",\"archived\":true}")
            .answers(201, made("shelves/1/bits/n", "New")),
        post("/v1/bits", "{\"parent\":\"shelves/9\",\"bit\":{\"title\":\"New\"},\"bitId\":\"n\"}")
            .answers(201, made("shelves/9/bits/n", "New"))
            .tells("location", "/v1/shelves/9/bits/n"),
        post("/v1/bits", "{\"parent\":\"odd\",\"bit\":{\"title\":\"New\"}}")
            .answers(201, made("odd/bits/new", "New"))
            .tells("location", NONE)
            .tells("etag", "\"1\""),
        post(SHELF + "?bitId=a", "{\"title\":\"New\"}")
            .fails(409, 6, "there is a bit: shelves/1/bits/a")
            .tells("location", NONE)
            .tells("etag", NONE),
        post("/v1/bits", "{\"bit\":{\"title\":\"New\"}}").fails(400, 3, "no parent"),
        post(SHELF, "{\"title\":\"\"}")
            .answers(400, "…\"field\":\"bit.title\"")
            .tells("etag", NONE),
        post(SHELF, "{\"title\":\"" + "x".repeat(41) + "\"}")
            .answers(400, "…\"reason\":\"string.max_len\""),
        post(SHELF, "{\"titel\":\"New\"}").refuses("bit.titel", "unknown field (line 1, column 2)"),
        post(SHELF, "{\n  \"title\": 7\n}")
            .refuses("bit.title", "expected a string, got 7 (line 2, column 12)"),
        post(SHELF, "{\"title\":\"a\",\n\"title\":\"b\"}")
            .refuses("bit.title", "given twice (line 2, column 1)"),
        post(SHELF, "{\"everything\":{\"nesteds\":[{},{\"number\":1.5}]}}")
            .refuses(
                "bit.everything.nesteds[1].number", "expected int32, got 1.5 (line 1, column 40)"),
        post(SHELF, "{\"everything\":{\"labels\":{\"a\":1}}}")
            .refuses(
                "bit.everything.labels[\"a\"]", "expected a string, got 1 (line 1, column 30)"),
        post(SHELF, "{\"everything\":{\"colour\":\"PINK\"}}")
            .answers(400, "…\"field\":\"bit.everything.colour\""),
        post(SHELF, "{\"everything\":{\"choiceText\":\"a\",\"choiceNumber\":1}}")
            .answers(400, "…\"field\":\"bit.everything.choiceNumber\""),
        post(SHELF + "?parent=shelves/2", "{\"title\":\"New\"}")
            .refuses("parent", "the field is bound by the path"),
        post(SHELF + "?bit.title=x", "{\"title\":\"New\"}")
            .refuses("bit.title", "the field is bound by the body"),
        post(SHELF + "?bitId=a&bitId=b", "{\"title\":\"New\"}")
            .refuses("bitId", "given more than once"),
        send("POST", SHELF, "title=Form&everything.aBool=true&caption=c")
            .with("content-type", "application/x-www-form-urlencoded")
            .answers(
                201,
                "{\"name\":\"shelves/1/bits/new\",\"title\":\"Form\",\"everything\":{\"aBool\":true},"
                    + "\"etag\":\"1\",\"createTime\":\"2023-11-14T22:13:20Z\",\"caption\":\"c\"}"),
        create.with("content-type", "text/csv").answers(415, "…content-type: text/csv"),
        create.with("accept", "text/html").answers(406, "…accept: text/html"));
  }

  private static Stream<Case> read() {
    String everything =
        "{\"anInt64\":\"9007199254740992\",\"colour\":\"COLOUR_RED\",\"nested\":{\"text\":\"n\"},"
            + "\"numbers\":[1,2],\"labels\":{\"k\":\"v\"}}";
    return Stream.of(
        get(SHELF + "/a").answers(200, A).tells("etag", "\"1\"").tells("content-type", JSON),
        get(SHELF + "/a/everything").answers(200, everything).tells("etag", "\"1\""),
        get(SHELF + "/b/everything").answers(200, "{}").tells("etag", "\"1\""),
        get(SHELF + "/a/title").answers(200, "\"Alpha\"").tells("etag", "\"1\""),
        get(SHELF + "/a/title").with("accept", "application/x-protobuf").answers(406, "…accept: "),
        get(SHELF + "/a").with("if-none-match", "\"1\"").answers(304, "").tells("etag", "\"1\""),
        get(SHELF + "/a").with("if-none-match", "\"2\"").answers(200, A),
        get(SHELF + "/%61").answers(200, A),
        get(SHELF + "/zz").fails(404, 5, "no such bit: shelves/1/bits/zz").tells("etag", NONE),
        get(SHELF + "/a%2Fb").fails(404, 5, "no such bit: shelves/1/bits/a%2Fb"),
        get(SHELF + "/a/").fails(404, 5, "no such path: /v1/shelves/1/bits/a/"),
        get(SHELF + "/a?name=x").refuses("name", "the field is bound by the path"),
        get(SHELF + "/a?x=y").refuses("x", "unknown parameter"),
        get(SHELF + "/a?&=x").fails(400, 3, "query or form: =x (expected: a name before the =)"),
        get(SHELF + "/a?=%zz").answers(400, "…query or form: =%zz (expected: a name"),
        get(SHELF + "/a?=").answers(400, "…query or form: = (expected: a name"),
        get(SHELF + "/a?&&").answers(200, A),
        send("HEAD", SHELF + "/a", "")
            .answers(200, "")
            .tells("etag", "\"1\"")
            .tells("content-length", Integer.toString(A.length())),
        send("HEAD", SHELF + "/zz", "").answers(404, ""),
        send("OPTIONS", SHELF + "/a", "")
            .answers(204, "")
            .tells("allow", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        send("PUT", SHELF + "/a", "{}")
            .fails(405, 12, "method: PUT (expected: DELETE, GET, HEAD, OPTIONS, PATCH)")
            .tells("allow", "DELETE, GET, HEAD, OPTIONS, PATCH"));
  }

  static String page(String... bits) {
    return "{\"bits\":[" + String.join(",", bits) + "],\"total\":" + bits.length + "}";
  }

  private static Stream<Case> listed() {
    String nested = "%7B%22text%22:%22n%22%7D";
    return Stream.of(
        get(SHELF).answers(200, page(A, B)),
        get("/v1/shelves/2/bits").answers(200, page(C)),
        get("/v1/shelves/3/bits").answers(200, "{}"),
        get(SHELF + "?pageSize=1")
            .answers(200, "{\"bits\":[" + A + "],\"nextPageToken\":\"1\",\"total\":2}"),
        get(SHELF + "?page_size=1&page_token=1").answers(200, "{\"bits\":[" + B + "],\"total\":2}"),
        get(SHELF + "?pageSize=101").answers(400, "…\"field\":\"page_size\""),
        get(SHELF + "?pageSize=-1").answers(400, "…\"reason\":\"int32.gte_lte\""),
        get(SHELF + "?pageSize=many").refuses("pageSize", "expected int32, got \"many\""),
        get(SHELF + "?filter.title=Al").answers(200, page(A)),
        get(SHELF + "?filter.numbers=1&filter.numbers=2").answers(200, page(A)),
        get(SHELF + "?filter.numbers=3").answers(200, "{}"),
        get(SHELF + "?filter.labels[k]=v").answers(200, page(A)),
        get(SHELF + "?filter.labels%5Bk%5D=w").answers(200, "{}"),
        get(SHELF + "?filter.nesteds=" + nested).answers(200, page(A)),
        get(SHELF + "?filter.archived=true").answers(200, page(B)),
        get(SHELF + "?filter.archived=false").answers(200, page(A)),
        get(SHELF + "?filter.since=2030-01-01T00:00:00Z").answers(200, "{}"),
        get(SHELF + "?filter.colour=COLOUR_CRIMSON").answers(200, page(A)),
        get(SHELF + "?filter.colour=1").answers(200, page(A)),
        get(SHELF + "?filter.archived=yes").answers(400, "…\"field\":\"filter.archived\""),
        get(SHELF + "?filter.since=now").answers(400, "…\"field\":\"filter.since\""),
        get(SHELF + "?filter=x").answers(400, "…\"field\":\"filter\""),
        get(SHELF + "?filter.nesteds=x").answers(400, "…\"field\":\"filter.nesteds\""),
        get(SHELF + "?filter.labels=x").answers(400, "…\"field\":\"filter.labels\""),
        get(SHELF + "?filter.nope=x").refuses("filter.nope", "unknown parameter"),
        get(SHELF + ":all").answers(200, "[" + A + "," + B + "]"),
        get("/v1/shelves/3/bits:all").answers(200, "[]"),
        get(SHELF + ":none").fails(404, 5, "no such path: /v1/shelves/1/bits:none"),
        get("/v1/shelves/2/bits?$prettyPrint=true&pageSize=1&filter.title=x").answers(200, "{}"));
  }

  private static Case patch(String uri, String body) {
    return send("PATCH", uri, body).with("content-type", JSON);
  }

  private static String second(String bit, String title) {
    return bit.replace("\"etag\":\"1\"", "\"etag\":\"2\"")
        .replaceFirst("\"title\":\"[A-Za-z]*\"", "\"title\":\"" + title + "\"");
  }

  private static Stream<Case> changed() {
    Case change = patch(SHELF + "/b", "{\"title\":\"Changed\"}");
    return Stream.of(
        change.answers(200, second(B, "Changed")).tells("etag", "\"2\""),
        change.with("if-match", "\"1\"").answers(200, second(B, "Changed")),
        change.with("if-match", "*").answers(200, second(B, "Changed")),
        change.with("if-match", "\"7\"").fails(412, 10, "changed since").tells("etag", NONE),
        change
            .with("if-match", "W/\"1\"")
            .fails(412, 10, "if-match: W/\"1\" (expected: a strong entity tag)"),
        change
            .with("if-match", "1")
            .refuses("if-match", "1 (expected: one entity tag in quotes, or *)"),
        patch(SHELF + "/b?updateMask=caption", "{\"title\":\"X\",\"caption\":\"c\"}")
            .answers(
                200,
                "{\"name\":\"shelves/1/bits/b\",\"title\":\"Beta\",\"etag\":\"2\",\"createTime\":"
                    + "\"2023-11-14T22:13:20Z\",\"caption\":\"c\",\"archived\":true}"),
        patch(SHELF + "/b?update_mask=title&updateMask=caption", "{\"title\":\"X\"}")
            .refuses("updateMask", "given more than once"),
        patch(SHELF + "/zz", "{\"title\":\"X\"}").fails(404, 5, "no such bit: shelves/1/bits/zz"),
        patch(SHELF + "/b", "").answers(400, "…\"field\":\"bit.title\""));
  }

  private static Stream<Case> removed() {
    String whole = "{\"name\":\"shelves/1/bits/a\",\"reason\":\"why not\"}";
    return Stream.of(
        send("DELETE", SHELF + "/a", "").answers(204, "").tells("content-type", NONE),
        send("DELETE", SHELF + "/a?reason=r", "").answers(204, ""),
        send("DELETE", SHELF + "/zz", "").fails(404, 5, "no such bit: shelves/1/bits/zz"),
        send("DELETE", SHELF + "/a?reason=none", "").fails(400, 9, "no reason"),
        send("DELETE", SHELF + "/a", "{}").fails(400, 3, "the operation takes no body"),
        send("DELETE", "/v1/bits", whole).with("content-type", JSON).answers(204, ""),
        send("DELETE", "/v1/bits", "{\"name\":\"x\"}")
            .with("content-type", JSON)
            .fails(404, 5, "no such bit: x"),
        send("DELETE", "/v1/bits", "{\"nmae\":\"x\"}")
            .with("content-type", JSON)
            .refuses("nmae", "unknown field (line 1, column 2)"));
  }
}
