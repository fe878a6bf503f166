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
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String PAGE = "https://page.example";
  private static final String SHELF = "/v1/shelves/1/bits";

  private BitCases() {}

  static Stream<Case> all() {
    return Stream.of(
            created(),
            read(),
            listed(),
            changed(),
            removed(),
            methods(),
            ranges(),
            pictures(),
            bound(),
            boundInStreams(),
            trailers(),
            streams(),
            renderedErrors(),
            unescaped(),
            origins())
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

  private static String page(String... bits) {
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

  /** Methods that the path has beside OpenAPI's, or whichever there are. */
  private static Stream<Case> methods() {
    String name = "{\"name\":\"x\"}";
    Case search = send("SEARCH", SHELF, "{\"archived\":true}").with("content-type", JSON);
    return Stream.of(
        search.answers(200, page(B)),
        search.with("accept", "text/html").answers(406, "…accept: text/html"),
        send("SEARCH", SHELF + "?pageSize=1", "")
            .answers(200, "{\"bits\":[" + A + "],\"nextPageToken\":\"1\",\"total\":2}"),
        send("SEARCH", SHELF + "/a", "").answers(405, "…method: SEARCH"),
        send("OPTIONS", SHELF, "")
            .answers(204, "")
            .tells("allow", "GET, HEAD, OPTIONS, POST, SEARCH"),
        get("/v1/any/x").answers(200, name),
        send("LINK", "/v1/any/x", "").answers(200, name),
        send("DELETE", "/v1/any/x", "").answers(200, name),
        send("OPTIONS", "/v1/any/x", "").answers(200, name),
        send("HEAD", "/v1/any/x", "").answers(200, "").tells("content-length", "12"),
        send("PUT", "/v1/any/x/put", "").answers(200, name),
        get("/v1/any/x/put").answers(405, "…(expected: OPTIONS, PUT)"),
        post("/v1/any/x", "{}").fails(400, 3, "the operation takes no body"),
        send("POST", SHELF + "/a:archive", "")
            .answers(
                202,
                A.replace("\"etag\":\"1\"", "\"etag\":\"2\"")
                    .replaceFirst("}$", ",\"archived\":true}")),
        send("POST", SHELF + "/zz:archive", "").fails(404, 5, "no such bit: shelves/1/bits/zz"),
        get(SHELF + "/a:archive").fails(404, 5, "no such bit: shelves/1/bits/a:archive"),
        post("/sluice.test.v1.BitService/Unbound", name).answers(200, name),
        post("/sluice.test.v1.BitService/Unbound", "{\"x\":1}")
            .refuses("x", "unknown field (line 1, column 2)"),
        post("/sluice.test.v1.BitService/GetBit", name).answers(404, "…no such path"));
  }

  private static Stream<Case> ranges() {
    Case whole = get(SHELF + "/a/picture");
    String all = "0123456789";
    return Stream.of(
        whole
            .answers(200, all)
            .tells("accept-ranges", "bytes")
            .tells("content-type", "image/png")
            .tells("etag", "\"1\"")
            .tells("content-range", NONE),
        part(whole, "bytes=0-3", "0123", "bytes 0-3/10"),
        part(whole, "bytes=3-3", "3", "bytes 3-3/10"),
        part(whole, "bytes=4-", "456789", "bytes 4-9/10"),
        part(whole, "bytes=-3", "789", "bytes 7-9/10"),
        part(whole, "bytes=-99", all, "bytes 0-9/10"),
        part(whole, "bytes=8-99", "89", "bytes 8-9/10"),
        part(whole, "bytes=00008-0000000000000000000009", "89", "bytes 8-9/10"),
        part(whole, "Bytes= 2 - 4 ", "234", "bytes 2-4/10"),
        part(whole, "bytes=2-99999999999999999999", "23456789", "bytes 2-9/10"),
        outside(whole, "bytes=10-"),
        outside(whole, "bytes=10-20"),
        outside(whole, "bytes=99999999999999999999-"),
        outside(whole, "bytes=-0"),
        asWhole(whole, "bytes=0-1,4-5"),
        asWhole(whole, "bytes=5-4"),
        asWhole(whole, "bytes=-"),
        asWhole(whole, "bytes=a-b"),
        asWhole(whole, "bytes=1"),
        asWhole(whole, "bytes="),
        asWhole(whole, "bytes=+1-2"),
        asWhole(whole, "lines=0-1"),
        whole.with("range", "bytes=0-1", "bytes=2-3").answers(200, all),
        part(whole.with("if-range", "\"1\""), "bytes=0-3", "0123", "bytes 0-3/10"),
        asWhole(whole.with("if-range", "\"2\""), "bytes=0-3"),
        asWhole(whole.with("if-range", "W/\"1\""), "bytes=0-3"),
        asWhole(whole.with("if-range", "Wed, 21 Oct 2015 07:28:00 GMT"), "bytes=0-3"),
        asWhole(whole.with("if-range", "\"2\""), "bytes=99-"),
        whole
            .with("if-none-match", "\"1\"")
            .with("range", "bytes=0-3")
            .answers(304, "")
            .tells("content-range", NONE),
        send("HEAD", SHELF + "/a/picture", "")
            .with("range", "bytes=0-3")
            .answers(200, "")
            .tells("accept-ranges", "bytes")
            .tells("content-length", "10")
            .tells("content-range", NONE),
        get("/v1/shelves/2/bits/c/picture")
            .answers(200, "")
            .tells("content-type", "application/octet-stream")
            .tells("accept-ranges", "bytes"),
        get("/v1/shelves/2/bits/c/picture").with("range", "bytes=-5").answers(200, ""),
        get("/v1/shelves/2/bits/c/picture")
            .with("range", "bytes=0-")
            .answers(416, "…some of the 0 bytes")
            .tells("content-range", "bytes */0"),
        part(get(SHELF + "/b/picture"), "bytes=1998-", "xx", "bytes 1998-1999/2000"),
        get(SHELF + "/zz/picture")
            .with("range", "bytes=0-3")
            .fails(404, 5, "no such bit: shelves/1/bits/zz")
            .tells("accept-ranges", NONE),
        get(SHELF + "/a").with("range", "bytes=0-3").answers(200, A).tells("accept-ranges", NONE),
        get(SHELF + "/a/picture:stream")
            .with("range", "bytes=0-3")
            .answers(200, all)
            .tells("accept-ranges", NONE)
            .tells("content-type", "image/png"));
  }

  private static Case part(Case each, String range, String wanted, String told) {
    return each.with("range", range)
        .answers(206, wanted)
        .tells("content-range", told)
        .tells("content-length", Integer.toString(wanted.length()))
        .tells("accept-ranges", "bytes");
  }

  private static Case asWhole(Case each, String range) {
    return each.with("range", range).answers(200, "0123456789").tells("content-range", NONE);
  }

  private static Case outside(Case each, String range) {
    return each.with("range", range)
        .fails(416, 11, "range: " + range + " (expected: some of the 10 bytes)")
        .tells("content-range", "bytes */10");
  }

  private static Stream<Case> pictures() {
    Case put = send("PUT", SHELF + "/a/picture", "GIF89a").with("content-type", "image/gif");
    return Stream.of(
        put.answers(200, "{}"),
        put.without("content-type").answers(200, "{}"),
        put.with("accept", "application/x-protobuf").answers(200, ""),
        send("PUT", SHELF + "/zz/picture", "x").fails(404, 5, "no such bit: shelves/1/bits/zz"),
        send("PUT", SHELF + "/a/picture?etag=x", "x").answers(200, "{}"),
        send("PUT", SHELF + "/a/picture?picture.data=eA==", "x")
            .refuses("picture.data", "the field is bound by the body"),
        get(SHELF + "/zz/picture:stream").fails(404, 5, "no picture"),
        get("/v1/shelves/2/bits/c/picture:stream").answers(200, ""),
        send("HEAD", SHELF + "/a/picture:stream", "").answers(200, ""));
  }

  private static String caller(String tenant, String more) {
    return "{\"tenant\":\"" + tenant + "\"" + more + ",\"address\":\"127.0.0.1\"}";
  }

  private static Stream<Case> bound() {
    Case who = get("/v1/who").with("x-tenant", "acme");
    Case told = post("/v1/who", "{\"caller\":{\"tenant\":\"evil\",\"address\":\"::1\"}}");
    return Stream.of(
        who.answers(200, caller("acme", "")),
        who.with("cookie", "session=s1")
            .answers(200, "{\"tenant\":\"acme\",\"session\":\"s1\",\"address\":\"127.0.0.1\"}"),
        who.with("cookie", "a=b; session=s%201 ; session=s2").answers(200, "…\"session\":\"s 1\""),
        who.with("cookie", "a=b", "session=\"s3\"").answers(200, "…\"session\":\"s3\""),
        who.with("cookie", "session=50%").answers(200, "…\"session\":\"50%\""),
        who.with("cookie", "session").answers(200, caller("acme", "")),
        who.with("cookie", "Session=s1; xsession=s2").answers(200, caller("acme", "")),
        who.with("cookie", ";;=;session=").answers(200, caller("acme", "")),
        who.with("x-urgency", " 7 ").answers(200, "…\"urgency\":7}"),
        who.with("x-urgency", "high")
            .refuses("X-Urgency", "expected int32, got \"high\" in the headers"),
        who.with("x-urgency", "1", "2").refuses("X-Urgency", "given more than once in the headers"),
        who.with("x-tenant", "a", "b").refuses("X-Tenant", "given more than once in the headers"),
        get("/v1/who").refuses("X-Tenant", "required but not given in the headers"),
        get("/v1/who").with("x-tenant", "").answers(200, "{\"address\":\"127.0.0.1\"}"),
        get("/v1/who")
            .with("x-tenant", "caf\u00e9")
            .refuses("X-Tenant", "expected printable ASCII in the headers"),
        get("/v1/who?caller.tenant=evil")
            .with("x-tenant", "acme")
            .refuses("caller.tenant", "the field is bound by something else than the query"),
        get("/v1/who?caller.address=::1")
            .with("x-tenant", "acme")
            .refuses("caller.address", "the field is bound by something else than the query"),
        get("/v1/who?note=n").with("x-tenant", "acme").answers(200, caller("acme", "")),
        told.with("x-tenant", "acme").answers(200, caller("acme", "")),
        told.refuses("X-Tenant", "required but not given in the headers"),
        post("/v1/who", "{\"caller\":{\"session\":\"stolen\",\"urgency\":9}}")
            .with("x-tenant", "acme")
            .answers(200, caller("acme", "")),
        post("/v1/who", "caller.session=stolen&note=n")
            .with("content-type", "application/x-www-form-urlencoded")
            .with("x-tenant", "acme")
            .answers(200, caller("acme", "")),
        post("/v1/who", "")
            .body(new byte[] {0x0A, 0x03, 0x12, 0x01, 'x'})
            .with("content-type", "application/x-protobuf")
            .with("accept", JSON)
            .with("x-tenant", "acme")
            .answers(200, caller("acme", "")),
        post("/v1/who", "{\"caller\":{\"tenant\":7}}")
            .with("x-tenant", "acme")
            .refuses("caller.tenant", "expected a string, got 7 (line 1, column 21)"));
  }

  private static Stream<Case> boundInStreams() {
    Case whos = post("/v1/whos", "{}\n{\"caller\":{\"tenant\":\"evil\",\"urgency\":3}}");
    return Stream.of(
        whos.with("accept", LINES)
            .with("x-tenant", "acme")
            .answers(
                200,
                caller("acme", "")
                    + "\n{\"tenant\":\"acme\",\"address\":\"127.0.0.1\",\"urgency\":3}\n"),
        whos.with("cookie", "session=s")
            .answers(
                200,
                "[{\"session\":\"s\",\"address\":\"127.0.0.1\"},\n"
                    + "{\"session\":\"s\",\"address\":\"127.0.0.1\",\"urgency\":3}]"),
        whos.with("x-tenant", "a", "b").refuses("X-Tenant", "given more than once in the headers"),
        whos.with("x-tenant", "\u00e9")
            .refuses("X-Tenant", "expected printable ASCII in the headers"));
  }

  /** Response metadata under names of its own, and trailers for those who take them. */
  private static Stream<Case> trailers() {
    Case whos = post("/v1/whos", "{}").with("accept", LINES);
    String line = "{\"address\":\"127.0.0.1\"}\n";
    return Stream.of(
        whos.answers(200, line)
            .tells("x-shelf", "1")
            .tells("grpc-metadata-x-shelf", NONE)
            .tells("set-cookie", "session=s2; HttpOnly")
            .tells("trailer grpc-trailer-cost", NONE),
        whos.with("te", "trailers").answers(200, line).tells("trailer grpc-trailer-cost", "3"),
        post("/v1/whos", "")
            .with("accept", LINES)
            .answers(200, "")
            .tells("grpc-trailer-cost", "3")
            .tells("x-shelf", "1"),
        post("/v1/whos", "")
            .with("accept", LINES)
            .with("te", "trailers")
            .answers(200, "")
            .tells("grpc-trailer-cost", NONE)
            .tells("trailer", "grpc-trailer-cost")
            .tells("trailer grpc-trailer-cost", "3"));
  }

  private static Stream<Case> streams() {
    String talk = "{\"name\":\"shelves/1/bits/b\"}";
    String import2 =
        """
        {"parent":"s/1","bit":{"title":"T"},"bitId":"x"}
        {"parent":"s/1","bit":{"title":"T"},"bitId":"y"}
        """;
    return Stream.of(
        get(SHELF + ":watch").answers(200, "[" + A + ",\n" + B + "]").tells("content-type", JSON),
        get(SHELF + ":watch")
            .with("accept", LINES)
            .answers(200, A + "\n" + B + "\n")
            .tells("content-type", LINES),
        get("/v1/shelves/2/bits:watch")
            .with("accept", "text/event-stream")
            .answers(200, "id: 1\ndata: " + C + "\n\nevent: end\ndata:\n\n")
            .tells("content-type", "text/event-stream;charset=utf-8")
            .tells("cache-control", "no-store"),
        get(SHELF + ":titles").answers(200, "[\"Alpha\",\n\"Beta\"]"),
        get(SHELF + ":titles").with("accept", LINES).answers(200, "\"Alpha\"\n\"Beta\"\n"),
        get(SHELF + ":watch?filter.title=Al").answers(200, "[" + A + "]"),
        get(SHELF + ":watch?pageSize=x").refuses("pageSize", "expected int32, got \"x\""),
        get(SHELF + ":watch?pageSize=101").answers(400, "…\"field\":\"page_size\""),
        get("/v1/shelves/3/bits:watch").answers(200, "[]"),
        send("HEAD", SHELF + ":watch", "").answers(200, "").tells("content-type", JSON),
        post("/v1/bits:import", import2).answers(200, "{\"bits\":2,\"byTitle\":{\"T\":2}}"),
        post("/v1/bits:import", "[" + import2.strip().replace("\n", ",") + "]")
            .answers(200, "{\"bits\":2,\"byTitle\":{\"T\":2}}"),
        post("/v1/bits:import", "").answers(200, "{}"),
        post("/v1/bits:import", import2 + import2).fails(409, 6, "there is a bit: s/1/bits/x"),
        post("/v1/bits:import", import2 + "{\"bit\":{\"title\":\"\"}}")
            .answers(400, "…\"reason\":\"string.min_len\""),
        post("/v1/bits:import", "[" + import2.split("\n", 2)[0] + ",{\"bit\":{\"titel\":1}}]")
            .answers(
                400, "…\"message\":\"element 1: bit.titel: unknown field (line 1, column 9)\""),
        post("/v1/bits:talk", talk).answers(200, "[" + B + "]"),
        post("/v1/bits:talk", "[" + talk + "," + talk + "]")
            .with("accept", LINES)
            .answers(200, B + "\n" + B + "\n"));
  }

  private static Stream<Case> renderedErrors() {
    Case fail = post("/v1/bits:fail", "{\"note\":\"oh no\"}");
    String talk = "{\"name\":\"shelves/1/bits/b\"}";
    String infos =
        ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"TOLD\","
            + "\"domain\":\"test\"},{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
            + "\"retryDelay\":\"2s\"}]}";
    return Stream.of(
        fail.with("x-who", "me")
            .answers(
                422,
                "POST | /v1/bits:fail | BitService_Fail | me | FAILED_PRECONDITION | oh no | 2")
            .tells("content-type", PLAIN)
            .tells("x-rendered", "yes")
            .tells("retry-after", "2"),
        fail.with("accept", "application/problem+json")
            .answers(
                422,
                "POST | /v1/bits:fail | BitService_Fail | null | FAILED_PRECONDITION | oh no | 2"),
        post("/v1/bits:fail?x=y", "{}")
            .answers(
                422,
                "POST | /v1/bits:fail | BitService_Fail | null | INVALID_ARGUMENT | x: unexpected"
                    + " parameter: the operation takes its fields from the body | 1"),
        post("/v1/bits:fail", "{\"x\":1}")
            .answers(
                422,
                "POST | /v1/bits:fail | BitService_Fail | null | INVALID_ARGUMENT | x: unknown"
                    + " field (line 1, column 2) | 1"),
        fail.with("accept", "text/html")
            .answers(
                406, "…POST | /v1/bits:fail | BitService_Fail | null | INVALID_ARGUMENT | accept")
            .tells("content-type", PLAIN),
        fail.with("content-type", "text/csv")
            .answers(415, "…| INVALID_ARGUMENT | content-type: text/csv")
            .tells("content-type", PLAIN),
        post("/v1/bits:fail", "{\"note\":\"default\"}")
            .answers(400, "{\"code\":9,\"message\":\"default\"" + infos)
            .tells("content-type", JSON)
            .tells("x-rendered", NONE),
        post("/v1/bits:fail", "{\"note\":\"throw\"}")
            .answers(400, "{\"code\":9,\"message\":\"throw\"" + infos)
            .tells("content-type", JSON),
        post("/v1/bits:fail", "{\"note\":\"header\"}")
            .answers(400, "{\"code\":9,\"message\":\"header\"" + infos)
            .tells("content-type", JSON),
        send("GET", "/v1/bits:fail", "").answers(405, "…\"code\":12").tells("content-type", JSON),
        post("/v1/bits:talk", "{\"name\":\"zz\"}")
            .answers(
                404,
                "POST | /v1/bits:talk | BitService_TalkBits | null | NOT_FOUND | no such bit: zz |"
                    + " 0")
            .tells("content-type", PLAIN),
        post("/v1/bits:talk", talk + "{\"name\":\"zz\"}")
            .answers(
                200,
                "["
                    + B
                    + ",\n"
                    + "{\"error\":{\"oops\":\"no such bit: zz\",\"at\":\"BitService_TalkBits\"}}]"),
        post("/v1/bits:talk", talk + "{\"name\":\"zz\"}")
            .with("accept", LINES)
            .answers(
                200,
                B
                    + "\n"
                    + "{\"error\":{\"oops\":\"no such bit:"
                    + " zz\",\"at\":\"BitService_TalkBits\"}}\n"),
        post("/v1/bits:talk", talk + "{\"name\":\"zz\"}")
            .with("accept", "text/event-stream")
            .answers(
                200,
                "id: 1\ndata: "
                    + B
                    + "\n\n"
                    + "event: error\n"
                    + "data: {\"oops\":\"no such bit: zz\",\"at\":\"BitService_TalkBits\"}\n\n"),
        post("/v1/bits:talk", talk + "{\"name\":\"default\"}")
            .answers(
                200, "[" + B + ",\n{\"error\":{\"code\":5,\"message\":\"no such bit: default\"}}]"),
        post("/v1/bits:talk", talk + "{\"name\":\"throw\"}")
            .answers(
                200, "[" + B + ",\n{\"error\":{\"code\":5,\"message\":\"no such bit: throw\"}}]"));
  }

  private static Stream<Case> unescaped() {
    return Stream.of(
        path("slash", "a/b%2Fc/%64%3F", "a/b%2Fc/d?"),
        path("slash", "a%2fb", "a%2fb"),
        path("slash", "%24%26+%20", "$&+ "),
        path("reserved", "a/b%2Fc/%64", "a/b%2Fc/d"),
        path("reserved", "%24%26%3f+%20%25", "%24%26%3f+ %"),
        path(
            "reserved",
            "%21%23%27%28%29%2A%2B%2C%3A%3B%3D%40%5B%5D",
            "%21%23%27%28%29%2A%2B%2C%3A%3B%3D%40%5B%5D"),
        path("reserved", "%C3%A9%2F", "é%2F"),
        path("all", "a/b%2Fc/%64", "a/b/c/d"),
        path("all", "%24%26%3F+%20", "$&?+ "),
        path("all", "%252F", "%2F"),
        get("/v1/paths/all/%zz").answers(400, "…(expected: percent-encoded UTF-8)"),
        get("/v1/paths/reserved/%FF").answers(400, "…(expected: percent-encoded UTF-8)"),
        get("/v1/paths/all").answers(200, "{}"),
        get("/v1/any/a%2Fb%3F").answers(200, "{\"name\":\"a/b?\"}"));
  }

  private static Case path(String mode, String path, String name) {
    return get("/v1/paths/" + mode + "/" + path).answers(200, "{\"name\":\"" + name + "\"}");
  }

  private static Case preflight(String uri, String method) {
    return send("OPTIONS", uri, "")
        .with("origin", PAGE)
        .with("access-control-request-method", method);
  }

  private static Stream<Case> origins() {
    String listed = "access-control-allow-methods";
    return Stream.of(
        get(SHELF + "/b")
            .with("origin", PAGE)
            .answers(200, B)
            .tells("access-control-allow-origin", PAGE)
            .tells("access-control-allow-credentials", "true")
            .tells(
                "access-control-expose-headers",
                "content-range, etag, location, retry-after, www-authenticate, x-request-id")
            .tells("vary", "origin"),
        get(SHELF + "/b")
            .answers(200, B)
            .tells("access-control-allow-origin", NONE)
            .tells("access-control-allow-credentials", NONE)
            .tells("vary", "origin"),
        get(SHELF + "/b")
            .with("origin", "https://evil.example")
            .answers(200, B)
            .tells("access-control-allow-origin", NONE)
            .tells("vary", "origin"),
        get(SHELF + "/zz")
            .with("origin", PAGE)
            .fails(404, 5, "no such bit: shelves/1/bits/zz")
            .tells("access-control-allow-origin", PAGE),
        get("/nowhere")
            .with("origin", PAGE)
            .fails(404, 5, "no such path: /nowhere")
            .tells("access-control-allow-origin", PAGE),
        get(SHELF + ":titles")
            .with("origin", PAGE)
            .answers(200, "[\"Alpha\",\n\"Beta\"]")
            .tells("access-control-allow-origin", PAGE),
        preflight(SHELF + "/a", "PATCH")
            .with("access-control-request-headers", "if-match,content-type")
            .answers(204, "")
            .tells("access-control-allow-origin", PAGE)
            .tells("access-control-allow-credentials", "true")
            .tells(listed, "DELETE, GET, PATCH")
            .tells("access-control-allow-headers", "if-match,content-type")
            .tells("access-control-max-age", "7200")
            .tells("allow", NONE),
        preflight(SHELF, "SEARCH").answers(204, "").tells(listed, "GET, POST, SEARCH"),
        preflight("/v1/any/x", "LINK").answers(204, "").tells(listed, "LINK"),
        preflight("/v1/bits:talk", "POST").answers(204, "").tells(listed, "POST"),
        preflight(SHELF + "/a", "PATCH")
            .with("origin", "https://evil.example")
            .answers(204, "")
            .tells(listed, NONE)
            .tells("access-control-allow-origin", NONE),
        preflight("/nowhere", "GET").fails(404, 5, "no such path: /nowhere").tells(listed, NONE),
        preflight("/v1/%zz", "GET").answers(400, "…percent-encoded UTF-8").tells(listed, NONE),
        preflight("/sluice.test.v1.BitService/Unbound", "POST")
            .answers(204, "")
            .tells(listed, "POST"),
        send("OPTIONS", SHELF + "/a", "")
            .with("origin", PAGE)
            .answers(204, "")
            .tells("allow", "DELETE, GET, HEAD, OPTIONS, PATCH")
            .tells("access-control-allow-origin", PAGE)
            .tells(listed, NONE));
  }
}
