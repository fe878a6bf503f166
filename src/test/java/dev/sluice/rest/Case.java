package dev.sluice.rest;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request and what has to come of it.
 *
 * @param wanted the body, or what it contains if it begins with an ellipsis
 */
record Case(
    String method,
    String uri,
    Map<String, List<String>> headers,
    Buffer body,
    int status,
    String wanted) {

  static Case get(String uri) {
    return send("GET", uri, "");
  }

  static Case post(String uri, String body) {
    return send("POST", uri, body).with("content-type", "application/json");
  }

  static Case send(String method, String uri, String body) {
    return new Case(method, uri, Map.of(), Buffer.buffer(body), 0, "");
  }

  Case with(String header, String... values) {
    Map<String, List<String>> more = new TreeMap<>(headers);
    more.put(header, List.of(values));
    return new Case(method, uri, more, body, status, wanted);
  }

  Case without(String header) {
    Map<String, List<String>> less = new TreeMap<>(headers);
    less.remove(header);
    return new Case(method, uri, less, body, status, wanted);
  }

  Case body(byte[] bytes) {
    return new Case(method, uri, headers, Buffer.buffer(bytes), status, wanted);
  }

  Case answers(int newStatus, String newWanted) {
    return new Case(method, uri, headers, body, newStatus, newWanted);
  }

  @Override
  public String toString() {
    String shown = body.length() > 60 ? body.length() + " bytes" : body.toString();
    String name = method + " " + uri + " " + headers + " " + shown + " -> " + status;
    return name.length() > 200 ? name.substring(0, 200) : name;
  }
}
