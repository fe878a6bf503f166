package dev.sluice.rest;

import static dev.sluice.rest.BitCases.B;
import static dev.sluice.rest.BitCases.SHELF;
import static dev.sluice.rest.Case.NONE;
import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;

import java.util.stream.Stream;

/**
 * What goes by headers, cookies, the address and trailers, and what pages of other origins may do.
 */
final class BitHeaderCases {

  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String PAGE = "https://page.example";

  private BitHeaderCases() {}

  static Stream<Case> all() {
    return Stream.of(bound(), boundInStreams(), trailers(), origins()).flatMap(each -> each);
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
        who.with("x-urgency", "7 \t").answers(200, "…\"urgency\":7}"),
        who.with("x-urgency", "high")
            .refuses("X-Urgency", "expected int32, got \"high\" in the headers"),
        who.with("x-urgency", "").refuses("X-Urgency", "expected int32, got \"\" in the headers"),
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
            .tells("vary", "origin, accept"),
        get(SHELF + "/b")
            .answers(200, B)
            .tells("access-control-allow-origin", NONE)
            .tells("access-control-allow-credentials", NONE)
            .tells("vary", "origin, accept"),
        get(SHELF + "/b")
            .with("origin", "https://evil.example")
            .answers(200, B)
            .tells("access-control-allow-origin", NONE)
            .tells("vary", "origin, accept"),
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
