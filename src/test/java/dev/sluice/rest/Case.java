package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request and what has to come of it.
 *
 * @param wanted the body, or what it contains if it begins with an ellipsis
 * @param told headers of the answer, "none" for those that it must not have; trailers by their
 *     names after "trailer "
 */
record Case(
    String method,
    String uri,
    Map<String, List<String>> headers,
    Buffer body,
    int status,
    String wanted,
    Map<String, String> told) {

  static final String NONE = "none";

  static Case get(String uri) {
    return send("GET", uri, "");
  }

  static Case post(String uri, String body) {
    return send("POST", uri, body).with("content-type", "application/json");
  }

  static Case send(String method, String uri, String body) {
    return new Case(method, uri, Map.of(), Buffer.buffer(body), 0, "", Map.of());
  }

  Case with(String header, String... values) {
    Map<String, List<String>> more = new TreeMap<>(headers);
    more.put(header, List.of(values));
    return new Case(method, uri, more, body, status, wanted, told);
  }

  Case without(String header) {
    Map<String, List<String>> less = new TreeMap<>(headers);
    less.remove(header);
    return new Case(method, uri, less, body, status, wanted, told);
  }

  Case body(byte[] bytes) {
    return new Case(method, uri, headers, Buffer.buffer(bytes), status, wanted, told);
  }

  Case uri(String other) {
    return new Case(method, other, headers, body, status, wanted, told);
  }

  Case answers(int newStatus, String newWanted) {
    return new Case(method, uri, headers, body, newStatus, newWanted, told);
  }

  /** Expects a header of the answer, by its name in lower case, or "none". */
  Case tells(String header, String value) {
    Map<String, String> more = new TreeMap<>(told);
    more.put(header, value);
    return new Case(method, uri, headers, body, status, wanted, more);
  }

  /** Expects that the request is refused with 400 for what it has in a field or a parameter. */
  Case refuses(String field, String problem) {
    JsonObject violation = new JsonObject().put("field", field).put("description", problem);
    JsonObject detail =
        new JsonObject()
            .put("@type", "type.googleapis.com/google.rpc.BadRequest")
            .put("fieldViolations", new JsonArray().add(violation));
    JsonObject status =
        new JsonObject()
            .put("code", 3)
            .put("message", field + ": " + problem)
            .put("details", new JsonArray().add(detail));
    return answers(400, status.encode()).tells("content-type", "application/json");
  }

  /** Expects an error without details. */
  Case fails(int status, int code, String message) {
    return answers(status, new JsonObject().put("code", code).put("message", message).encode())
        .tells("content-type", "application/json");
  }

  /** Holds an answer against what has to come. */
  void check(RestServer.Answer answer) {
    assertThat(answer.status()).as("status of %s", answer).isEqualTo(status);
    if (wanted.startsWith("…")) {
      assertThat(answer.body()).contains(wanted.substring(1));
    } else {
      assertThat(answer.body()).isEqualTo(wanted);
    }
    told.forEach(
        (name, value) -> {
          String came =
              name.startsWith("trailer ")
                  ? answer.trailers().get(name.substring("trailer ".length()))
                  : answer.headers().get(name);
          assertThat(came)
              .as("%s of %s", name, answer)
              .isEqualTo(value.equals(NONE) ? null : value);
        });
    if (status >= 400) {
      assertThat(answer.headers().get("x-request-id")).as("the name of %s", answer).isNotEmpty();
    }
    if (status >= 400 && !method.equals("HEAD")) {
      assertThat(answer.body()).isNotEmpty();
      assertThat(answer.headers().get("content-type")).isNotEmpty();
    }
  }

  @Override
  public String toString() {
    String shown = body.length() > 60 ? body.length() + " bytes" : body.toString();
    String name = method + " " + uri + " " + headers + " " + shown + " -> " + status;
    return name.length() > 200 ? name.substring(0, 200) : name;
  }
}
