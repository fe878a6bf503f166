package dev.sluice.attack;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static dev.sluice.attack.Http2Wire.PING;
import static dev.sluice.attack.Http2Wire.PRIORITY;
import static dev.sluice.attack.Http2Wire.SETTINGS;

import dev.sluice.proto.helloworld.HelloRequest;
import java.util.List;
import java.util.function.Consumer;

/** Too much of what HTTP/2 allows, and streams that are not as they should be. */
final class Http2Attacks extends Http2Cases {

  private static final String WATCH = "/grpc.health.v1.Health/Watch";
  private static final int CONTINUATION = 9;
  private static final byte[] HELLO = HelloRequest.newBuilder().setName("x").build().toByteArray();

  private Http2Attacks() {}

  static List<Attack> all() {
    Http2Attacks attacks = new Http2Attacks();
    attacks.floods();
    attacks.streams();
    return attacks.cases();
  }

  private void floods() {
    flood(
        "rapid reset",
        "CVE-2023-44487",
        wire -> {
          for (int stream = 3; stream < 9003; stream += 2) {
            wire.call(stream, UNARY).cancel(stream);
          }
        });
    flood(
        "making the server reset",
        "CVE-2025-8671, MadeYouReset",
        wire -> {
          for (int stream = 3; stream < 9003; stream += 2) {
            wire.call(stream, BIDI).windowUpdate(stream, 0);
          }
        });
    flood(
        "making the server reset by overflow",
        "CVE-2025-8671, MadeYouReset",
        wire -> {
          for (int stream = 3; stream < 9003; stream += 2) {
            wire.call(stream, BIDI).windowUpdate(stream, Integer.MAX_VALUE);
          }
        });
    flood(
        "CONTINUATION flood of empty frames",
        "CVE-2026-33871",
        wire -> {
          wire.frame(HEADERS, 0, 1, new byte[0]);
          for (int i = 0; i < 10_000; i++) {
            wire.frame(CONTINUATION, 0, 1, new byte[0]);
          }
        });
    flood(
        "CONTINUATION flood of full frames",
        "CVE-2024-27316, VU#421644",
        wire -> {
          byte[] block = Http2Wire.block("x", "y".repeat(16_000));
          wire.frame(HEADERS, 0, 1, block);
          for (int i = 0; i < 100; i++) {
            wire.frame(CONTINUATION, 0, 1, block);
          }
        });
    flood(
        "requests that are wrong, and answers that nobody reads",
        "CVE-2019-9514, reset flood",
        wire -> {
          for (int stream = 3; stream < 9003; stream += 2) {
            wire.call(stream, UNARY, "connection", "close");
          }
        });
    flood("PING flood", "CVE-2019-9512", wire -> repeat(wire, PING, 0, new byte[8]));
    flood("SETTINGS flood", "CVE-2019-9515", wire -> repeat(wire, SETTINGS, 0, new byte[0]));
    flood(
        "PRIORITY flood",
        "CVE-2019-9513, resource loop",
        wire -> repeat(wire, PRIORITY, 3, bytes(0, 0, 0, 5, 1)));
    flood("flood of unknown frames", "", wire -> repeat(wire, 200, 0, new byte[100]));
    flood(
        "flood of empty DATA",
        "CVE-2019-9518",
        wire -> {
          wire.call(1, BIDI);
          repeat(wire, DATA, 1, new byte[0]);
        });
    Consumer<Http2Wire> noHeaders =
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 6, 0, 0, 0, 0)); // MAX_HEADER_LIST_SIZE
    add(
        "an answer over REST for who takes no headers",
        "CVE-2026-50560",
        noHeaders.andThen(wire -> wire.request(1, "GET", "/v1/hello/x", true)),
        "http 200");
    add(
        "a refusal for who takes no headers",
        "CVE-2026-50560",
        noHeaders.andThen(wire -> wire.request(1, "GET", "/nowhere", true)),
        "http 404");
    add(
        "an answer over gRPC for who takes no headers",
        "CVE-2026-50560",
        noHeaders.andThen(wire -> wire.call(1, UNARY).message(1, HELLO, true)),
        "grpc 0");
    on(
        2003,
        "streams beyond their number",
        "CWE-770",
        wire -> {
          for (int stream = 3; stream <= 2003; stream += 2) {
            wire.call(stream, BIDI);
          }
        },
        "reset REFUSED_STREAM");
    survives(
        "answers that nobody reads",
        "CVE-2019-9517, internal data buffering",
        wire -> {
          wire.windowUpdate(0, Integer.MAX_VALUE - 65_535);
          for (int stream = 1; stream < 200; stream += 2) {
            wire.request(stream, "GET", "/openapi.yaml", true);
          }
        });
    survives(
        "windows of nothing",
        "",
        wire -> {
          wire.frame(SETTINGS, 0, 0, bytes(0, 4, 0, 0, 0, 0));
          for (int stream = 1; stream < 400; stream += 2) {
            wire.request(stream, "GET", "/openapi.yaml", true);
          }
        });
    survives(
        "windows of one byte",
        "CVE-2019-9511, data dribble",
        wire -> {
          wire.frame(SETTINGS, 0, 0, bytes(0, 4, 0, 0, 0, 0));
          for (int stream = 1; stream < 100; stream += 2) {
            wire.request(stream, "GET", "/openapi.yaml", true);
          }
          for (int stream = 1; stream < 100; stream += 2) {
            wire.windowUpdate(stream, 1);
          }
        });
  }

  private static void repeat(Http2Wire wire, int type, int stream, byte[] payload) {
    for (int i = 0; i < 5000; i++) {
      wire.frame(type, 0, stream, payload);
    }
  }

  private void streams() {
    String protocol = "goaway PROTOCOL_ERROR";
    add("an even stream", "", wire -> wire.call(2, BIDI), protocol);
    on(
        3,
        "a stream that goes back",
        "",
        wire -> wire.call(5, BIDI).call(3, BIDI),
        "reset STREAM_CLOSED");
    add(
        "DATA after the end",
        "",
        wire -> wire.call(1, WATCH).data(1, new byte[5], true).data(1, new byte[9], false),
        "reset STREAM_CLOSED");
    add(
        "two ends",
        "",
        wire -> wire.call(1, WATCH).data(1, new byte[5], true).data(1, new byte[0], true),
        "reset STREAM_CLOSED");
    add(
        "headers amid a stream",
        "",
        wire -> wire.call(1, BIDI).call(1, BIDI),
        "reset PROTOCOL_ERROR");
    add(
        "a request of one message with trailers",
        "",
        wire -> wire.call(1, UNARY).message(1, HELLO, false).headers(1, true, "x", "y"),
        "grpc 0");
    add(
        "a length that is not that of the body",
        "",
        wire -> wire.call(1, UNARY, "content-length", "3").message(1, HELLO, true),
        "reset PROTOCOL_ERROR");
    add(
        "a length that is no number",
        "",
        wire -> wire.call(1, UNARY, "content-length", "x").message(1, HELLO, true),
        "reset PROTOCOL_ERROR");
  }
}
