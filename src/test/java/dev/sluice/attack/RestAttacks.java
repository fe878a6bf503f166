package dev.sluice.attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Paths that want to be taken for others, and JSON that wants to be too much. */
final class RestAttacks {

  private final List<Attack> all = new ArrayList<>();

  private RestAttacks() {}

  static List<Attack> all() {
    RestAttacks attacks = new RestAttacks();
    attacks.paths();
    attacks.bodies();
    attacks.streams();
    return attacks.all;
  }

  private void path(String path, String answer) {
    String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    all.add(new Attack("path " + path, "CWE-22", port -> Http1Exchange.run(port, request), answer));
  }

  private void body(String name, String type, byte[] body, String answer) {
    post(name, "/v1/hello", type, body, answer);
  }

  private void json(String name, String body, String answer) {
    body("JSON: " + name, "application/json", body.getBytes(StandardCharsets.UTF_8), answer);
  }

  private void post(String name, String path, String type, byte[] body, String answer) {
    String head =
        "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: ";
    String request =
        head + body.length + "\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1);
    all.add(new Attack(name, "", port -> Http1Exchange.run(port, request), answer));
  }

  private void paths() {
    path("//v1/hello/a", "404 open");
    path("/v1//hello/a", "404 open");
    path("/v1/hello/a/", "404 open");
    path("/v1/./hello/a", "404 open");
    path("/v1/x/../hello/a", "404 open");
    path("/v1/%2e%2e/v1/hello/a", "404 open");
    path("/v1%2Fhello/a", "404 open");
    path("/V1/hello/a", "404 open");
    path("/v1;x/hello/a", "404 open");
    path("/v1/hello;x=y/a", "404 open");
    path("/v1\\hello\\a", "404 open");
    path("/v1/hello/%", "400 open");
    path("/v1/hello/%zz", "400 open");
    path("/v1/hello/%ff", "400 open");
    path("/v1/hello/%c0%af", "400 open");
    path("/v1/hello/a?name=%ff", "400 open");
    path("/v1/hello/a?name=b", "400 open");
    path("/v1/hello/a?unknown=1", "400 open");
    path("/v1/hello/a?" + "x=1&".repeat(900), "400 open");
    path("/swagger-ui/../../etc/passwd", "404 open");
    path("/swagger-ui/%2e%2e/%2e%2e/application.properties", "404 open");
    path("/swagger-ui/..%5c..%5cx", "404 open");
    path("/helloworld.Greeter/SayHello", "404 open");
  }

  private void bodies() {
    json("nested a thousand deep", "{\"a\":".repeat(1000) + "1" + "}".repeat(1000), "400 open");
    json("arrays nested 100,000 deep", "[".repeat(100_000), "400 open");
    json("a number of 100,000 digits", "{\"name\":" + "9".repeat(100_000) + "}", "400 open");
    json("an exponent of 10^9", "{\"name\":1e1000000000}", "400 open");
    json("a name given twice", "{\"name\":\"a\",\"name\":\"b\"}", "400 open");
    json("an unknown field", "{\"nome\":\"a\"}", "400 open");
    json("10,000 unknown fields", "{" + "\"x\":1,".repeat(10_000) + "\"y\":1}", "400 open");
    json("a field name of 100 KB", "{\"" + "x".repeat(100_000) + "\":1}", "400 open");
    json("text after the end", "{\"name\":\"a\"} x", "400 open");
    json("two values", "{\"name\":\"a\"}{\"name\":\"b\"}", "400 open");
    json("cut off", "{\"name\":\"a", "400 open");
    json("nothing", "", "200 open");
    json("white space", " \n ", "400 open");
    json("null", "null", "400 open");
    json("an array", "[]", "400 open");
    json("a number for a text", "{\"name\":1}", "400 open");
    json("a lone surrogate", "{\"name\":\"\\ud800\"}", "400 open");
    json("a raw line break in a text", "{\"name\":\"a\nb\"}", "400 open");
    json("a comment", "{/* x */\"name\":\"a\"}", "400 open");
    json("single quotes", "{'name':'a'}", "400 open");
    json("NaN", "{\"name\":NaN}", "400 open");
    json("a polluted prototype", "{\"__proto__\":{\"x\":1}}", "400 open");
    json("an invented type", "{\"@type\":\"type.googleapis.com/java.lang.Runtime\"}", "400 open");
    byte[] broken = "{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    broken[9] = (byte) 0xff;
    body("JSON: wrong UTF-8", "application/json", broken, "400 open");
    byte[] overlong = "{\"name\":\"xy\"}".getBytes(StandardCharsets.UTF_8);
    overlong[9] = (byte) 0xc0;
    overlong[10] = (byte) 0xaf;
    body("JSON: overlong UTF-8", "application/json", overlong, "400 open");
    body("JSON: UTF-16", "application/json", "{}".getBytes(StandardCharsets.UTF_16), "400 open");
    body("JSON: larger than a body may be", "application/json", new byte[4_200_000], "413 closed");
    byte[] garbage = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
    body("protobuf: garbage", "application/x-protobuf", garbage, "400 open");
    body(
        "protobuf: a length of 2 GB",
        "application/x-protobuf",
        new byte[] {10, -1, -1, -1, -1, 7},
        "400 open");
    body(
        "protobuf: groups that never end",
        "application/x-protobuf",
        "\u000b".repeat(5000).getBytes(StandardCharsets.ISO_8859_1),
        "400 open");
    body("XML", "application/xml", "<!DOCTYPE x>".getBytes(StandardCharsets.UTF_8), "415 open");
    body(
        "a form that is none",
        "multipart/form-data; boundary=x",
        "--x\r\nno header\r\n".getBytes(StandardCharsets.UTF_8),
        "400 open");
    body("a content type of 4000 letters", "a/" + "b".repeat(4000), broken, "415 open");
    body("a charset that nobody has", "application/json; charset=utf-7", broken, "415 open");
  }

  private void streams() {
    String record = "/v1/routes:record";
    String[] bodies = {
      "[",
      "[{}",
      "[{},",
      "[{},]",
      "[{}]x",
      "[{}{}]",
      "[1]",
      "[[]]",
      "[{\"latitude\":\"x\"}]",
      "[" + "{\"x\":".repeat(1000)
    };
    for (String body : bodies) {
      String name = "stream of JSON: " + body.substring(0, Math.min(30, body.length()));
      post(name, record, "application/json", body.getBytes(StandardCharsets.UTF_8), "400 open");
    }
    String line = "{\"latitude\":1}\n";
    post(
        "lines: one cut",
        record,
        "application/x-ndjson",
        (line + "{\"lat").getBytes(StandardCharsets.UTF_8),
        "400 open");
    post(
        "lines: one of 5 MB",
        record,
        "application/x-ndjson",
        (line + "{\"x\":\"" + " ".repeat(5_000_000)).getBytes(StandardCharsets.UTF_8),
        "413 closed");
  }
}
