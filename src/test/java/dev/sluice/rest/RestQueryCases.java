package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;

import java.util.stream.Stream;

/** Requests whose fields are in the query, and what they are answered. */
final class RestQueryCases {

  private static final String PROTO = "application/x-protobuf";

  private RestQueryCases() {}

  static Stream<Case> all() {
    return Stream.of(
        get("/v1/echo?aString=a+b%2Bc").answers(200, "{\"aString\":\"a b+c\"}"),
        get("/v1/echo?a_string=x&anInt32=5").answers(200, "{\"anInt32\":5,\"aString\":\"x\"}"),
        get("/v1/echo?&&aString=x&").answers(200, "{\"aString\":\"x\"}"),
        get("/v1/echo?").answers(200, "{}"),
        get("/v1/echo?aString").answers(200, "{}"),
        get("/v1/echo?aString=a=b").answers(200, "{\"aString\":\"a=b\"}"),
        get("/v1/echo?a%5Fstring=x").answers(200, "{\"aString\":\"x\"}"),
        get("/v1/echo?nested.inner.number=3")
            .answers(200, "{\"nested\":{\"inner\":{\"number\":3}}}"),
        get("/v1/echo?numbers=1&numbers=2").answers(200, "{\"numbers\":[1,2]}"),
        get("/v1/echo?colours=1&colours=COLOUR_BLUE")
            .answers(200, "{\"colours\":[\"COLOUR_RED\",\"COLOUR_BLUE\"]}"),
        get("/v1/echo?boolWrapper=false&duration=1.5s&mask=aString,nested.text")
            .answers(
                200,
                "{\"duration\":\"1.500s\",\"mask\":\"aString,nested.text\",\"boolWrapper\":false}"),
        get("/v1/echo?newName=x").answers(200, "{\"newName\":\"x\"}"),
        get("/v1/echo?renamed=x").answers(200, "{\"newName\":\"x\"}"),
        get("/v1/echo?optionalInt32=0").answers(200, "{\"optionalInt32\":0}"),
        get("/v1/echo?aBytes=_-8").answers(200, "{\"aBytes\":\"/+8=\"}"),
        get("/v1/echo?anInt32=1&anInt32=2").refuses("anInt32", "given more than once"),
        get("/v1/echo?anInt32=1&an_int32=2").refuses("an_int32", "given more than once"),
        get("/v1/echo?anInt32=").refuses("anInt32", "expected int32, got \"\""),
        get("/v1/echo?aBool=1").refuses("aBool", "expected true or false, got \"1\""),
        get("/v1/echo?nope=1")
            .answers(
                400,
                "{\"code\":3,\"message\":\"nope: unknown parameter\",\"details\":[{\"@type\":"
                    + "\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":"
                    + "[{\"field\":\"nope\",\"description\":\"unknown parameter\"}]}]}"),
        get("/v1/echo?nested.nope=1").refuses("nested.nope", "unknown parameter"),
        get("/v1/echo?nested..text=1").refuses("nested..text", "unknown parameter"),
        get("/v1/echo?=1").fails(400, 3, "query or form: =1 (expected: a name before the =)"),
        get("/v1/echo?timestamp.seconds=1").refuses("timestamp.seconds", "unknown parameter"),
        get("/v1/echo?nested=x")
            .refuses(
                "nested",
                "a message of type sluice.test.v1.Everything.Nested cannot be given as a"
                    + " parameter"),
        get("/v1/echo?labels=x").refuses("labels", "a map is given by its keys: labels[key]=value"),
        get("/v1/echo?labels.x=y").refuses("labels.x", "unknown parameter"),
        get("/v1/echo?labels[a]=x&labels%5Bb%5D=y%26")
            .answers(200, "{\"labels\":{\"a\":\"x\",\"b\":\"y&\"}}"),
        get("/v1/echo?labels[]=x&labels[a[b]]=y&labels[a.b]=")
            .answers(200, "{\"labels\":{\"\":\"x\",\"a[b]\":\"y\",\"a.b\":\"\"}}"),
        get("/v1/echo?labels[a]=x&labels[a]=y").refuses("labels[a]", "given more than once"),
        get("/v1/echo?byUint64[01]=1").refuses("byUint64[01]", "expected uint64, got \"01\""),
        get("/v1/echo?by_bool[true]=COLOUR_RED&byBool[false]=-2").answers(200, "…\"byBool\":{"),
        get("/v1/echo?byBool[1]=COLOUR_RED")
            .refuses("byBool[1]", "expected true or false, got \"1\""),
        get("/v1/echo?byBool[true]=red")
            .refuses("byBool[true]", "expected a value of sluice.test.v1.Colour, got \"red\""),
        get("/v1/echo?byNumber[3]={\"text\":\"x\"}".replace("{", "%7B").replace("\"", "%22"))
            .answers(200, "{\"byNumber\":{\"3\":{\"text\":\"x\"}}}"),
        get("/v1/echo?byNumber[3]=x").refuses("byNumber[3]", "malformed JSON (line 1, column 1)"),
        get("/v1/echo?values[a]=1").answers(200, "{\"values\":{\"a\":1.0}}"),
        get("/v1/echo?labels[a=x").refuses("labels[a", "unknown parameter"),
        get("/v1/echo?labels]=x").refuses("labels]", "unknown parameter"),
        get("/v1/echo?numbers[]=1").refuses("numbers[]", "unknown parameter"),
        get("/v1/echo?nope[a]=1").refuses("nope[a]", "unknown parameter"),
        get("/v1/echo?nesteds=%7B%22number%22:1%7D&nesteds=%7B%7D")
            .answers(200, "{\"nesteds\":[{\"number\":1},{}]}"),
        get("/v1/echo?nesteds=%7B%22number%22:%22x%22%7D")
            .refuses("nesteds.number", "expected int32, got \"x\" (line 1, column 11)"),
        get("/v1/echo?byNumber[3]=%7B%22words%22:[1]%7D")
            .refuses("byNumber[3].words[0]", "expected a string, got 1 (line 1, column 11)"),
        get("/v1/echo?nesteds=%7B%7D,%7B%7D")
            .refuses("nesteds", "expected the end of the JSON, got more (line 1, column 3)"),
        get("/v1/echo?nesteds=null")
            .refuses("nesteds", "expected an object, got null (line 1, column 1)"),
        get("/v1/echo?struct=%7B%22a%22:[1]%7D&value=null")
            .answers(200, "{\"struct\":{\"a\":[1.0]},\"value\":null}"),
        get("/v1/echo?value=x").refuses("value", "malformed JSON (line 1, column 1)"),
        get("/v1/echo?timestamps=2026-01-01T00:00:00Z")
            .answers(200, "{\"timestamps\":[\"2026-01-01T00:00:00Z\"]}"),
        get("/v1/echo?choiceText=a&choiceNumber=1&$prettyPrint=true")
            .refuses("choiceNumber", "excludes choice_text, which is given as well"),
        get("/v1/echo?aString=a%3A%7B&labels[k]=,&numbers=1&numbers=2&nested.text=%22&$prettyPrint=true")
            .answers(
                200,
                """
                {
                  "aString": "a:{",
                  "nested": {
                    "text": "\\""
                  },
                  "numbers": [
                    1,
                    2
                  ],
                  "labels": {
                    "k": ","
                  }
                }\
                """),
        get("/v1/echo?%24prettyPrint").answers(200, "{}"),
        get("/v1/echo?anInt32=1&$prettyPrint=false").answers(200, "{\"anInt32\":1}"),
        get("/v1/echo?$prettyPrint=maybe").refuses("$prettyPrint", "expected true or false"),
        get("/v1/echo?$prettyPrint=true&$prettyPrint=true")
            .refuses("$prettyPrint", "given more than once"),
        get("/v1/echo?$prettyPrint=true&%24prettyPrint")
            .refuses("$prettyPrint", "given more than once"),
        get("/v1/echo?$emitDefaults=true").refuses("$emitDefaults", "unknown parameter"),
        get("/v1/echo?$protoFieldNames=true").refuses("$protoFieldNames", "unknown parameter"),
        get("/v1/echo?$enumsAsNumbers=true").refuses("$enumsAsNumbers", "unknown parameter"),
        get("/v1/echo?$int64AsNumbers=true").refuses("$int64AsNumbers", "unknown parameter"),
        get("/v1/echo?$ignoreUnknownFields=true")
            .refuses("$ignoreUnknownFields", "unknown parameter"),
        get("/v1/echo?$caseInsensitiveEnums=true")
            .refuses("$caseInsensitiveEnums", "unknown parameter"),
        get("/v1/echo?$indent=true").refuses("$indent", "unknown parameter"),
        post("/v1/echo?$enumsAsNumbers=true", "{}")
            .refuses(
                "$enumsAsNumbers",
                "unexpected parameter: the operation takes its fields from the body"),
        get("/v1/echo?prettyPrint=true").refuses("prettyPrint", "unknown parameter"),
        post("/v1/echo?$prettyPrint=true", "{\"nesteds\":[{}],\"numbers\":[]}")
            .answers(200, "{\n  \"nesteds\": [\n    {}\n  ]\n}"),
        post("/v1/echo?$prettyPrint=true", "").with("accept", PROTO).answers(200, ""),
        get("/v1/echo?choiceText=a&choiceNumber=1")
            .refuses("choiceNumber", "excludes choice_text, which is given as well"),
        get("/v1/echo?choiceNumber=1&choiceNested.text=a")
            .refuses("choiceNested.text", "excludes choice_number, which is given as well"),
        get("/v1/echo?aString=%zz")
            .refuses("aString", "expected percent-encoded UTF-8, got \"%zz\""),
        get("/v1/echo?aString=%FF")
            .refuses("aString", "expected percent-encoded UTF-8, got \"%FF\""),
        get("/v1/echo?a%FFString=x")
            .fails(400, 3, "query or form: a%FFString (expected: percent-encoded UTF-8)"),
        get("/v1/echo?" + "nested.inner".repeat(50) + "=1")
            .refuses(
                "nested.innernested.innernested.innernested.innernested.innernested.innernested.innernested.innernest…",
                "unknown parameter"),
        get("/v1/echo/int/1?anInt64=2").refuses("anInt64", "the field is bound by the path"),
        post("/v1/echo?aString=x", "{}")
            .refuses(
                "aString", "unexpected parameter: the operation takes its fields from the body"),
        get("/v1/shelves/1/things?page.size=3&colours=1&since=2026-01-01T00:00:00Z&archived=true")
            .answers(
                200,
                "{\"parent\":\"shelves/1\",\"page\":{\"size\":3},\"colours\":[\"COLOUR_RED\"],"
                    + "\"since\":\"2026-01-01T00:00:00Z\",\"archived\":true}"),
        send("DELETE", "/v1/shelves/1?utm=1", "").answers(200, "{}"),
        send("DELETE", "/v1/shelves/1?page.size=x", "")
            .refuses("page.size", "expected int32, got \"x\""));
  }
}
