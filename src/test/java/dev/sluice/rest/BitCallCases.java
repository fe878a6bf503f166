package dev.sluice.rest;

import static dev.sluice.rest.BitCases.A;
import static dev.sluice.rest.BitCases.B;
import static dev.sluice.rest.BitCases.C;
import static dev.sluice.rest.BitCases.SHELF;
import static dev.sluice.rest.BitCases.page;
import static dev.sluice.rest.Case.NONE;
import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;

import java.util.stream.Stream;

/**
 * Calls by methods, verbs and paths that say more than those of a resource, streams, and errors in
 * a form of their own.
 */
final class BitCallCases {

  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private BitCallCases() {}

  static Stream<Case> all() {
    return Stream.of(methods(), streams(), renderedErrors(), unescaped()).flatMap(each -> each);
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
        get(SHELF + ":watch?$emitDefaults=true").refuses("$emitDefaults", "unknown parameter"),
        get(SHELF + ":watch?$prettyPrint=maybe").refuses("$prettyPrint", "expected true or false"),
        post("/v1/bits:import?$ignoreUnknownFields=true", "")
            .refuses(
                "$ignoreUnknownFields",
                "unexpected parameter: the operation takes its fields from the body"),
        send("HEAD", SHELF + ":watch", "").answers(200, "").tells("content-type", JSON),
        post("/v1/bits:import", import2).answers(200, "{\"bits\":2,\"byTitle\":{\"T\":2}}"),
        post("/v1/bits:import", "[" + import2.strip().replace("\n", ",") + "]")
            .answers(200, "{\"bits\":2,\"byTitle\":{\"T\":2}}"),
        post("/v1/bits:import", "").answers(200, "{}"),
        post("/v1/bits:import", import2 + import2).fails(409, 6, "there is a bit: s/1/bits/x"),
        post("/v1/bits:import", import2 + "{\"bit\":{\"title\":\"\"}}")
            .answers(400, "…\"message\":\"element 2: bit.title: must be at least 1"),
        post("/v1/bits:import", import2 + "{\"bit\":{\"title\":\"\"}}")
            .answers(400, "…\"field\":\"[2].bit.title\""),
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
}
