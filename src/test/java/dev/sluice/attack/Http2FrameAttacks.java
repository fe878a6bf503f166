package dev.sluice.attack;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.END_HEADERS;
import static dev.sluice.attack.Http2Wire.GOAWAY;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static dev.sluice.attack.Http2Wire.PING;
import static dev.sluice.attack.Http2Wire.PRIORITY;
import static dev.sluice.attack.Http2Wire.RST_STREAM;
import static dev.sluice.attack.Http2Wire.SETTINGS;
import static dev.sluice.attack.Http2Wire.WINDOW_UPDATE;

import java.nio.ByteBuffer;
import java.util.List;

/** HTTP/2 frames and settings that are wrong. */
final class Http2FrameAttacks extends Http2Cases {

  private static final int PUSH_PROMISE = 5;
  private static final int CONTINUATION = 9;
  private static final int PADDED = 8;

  private Http2FrameAttacks() {}

  static List<Attack> all() {
    Http2FrameAttacks attacks = new Http2FrameAttacks();
    attacks.frames();
    attacks.settings();
    return attacks.cases();
  }

  private void frames() {
    String size = "goaway FRAME_SIZE_ERROR";
    String protocol = "goaway PROTOCOL_ERROR";
    add("a frame of 16 MB", "", wire -> wire.head(0xffffff, DATA, 0, 1), size);
    add("a PING of 7 bytes", "", wire -> wire.frame(PING, 0, 0, new byte[7]), size);
    add("a PING on a stream", "", wire -> wire.frame(PING, 0, 1, new byte[8]), protocol);
    add(
        "RST_STREAM of 3 bytes",
        "",
        wire -> wire.call(1, BIDI).frame(RST_STREAM, 0, 1, new byte[3]),
        size);
    add("RST_STREAM on an idle stream", "", wire -> wire.cancel(9), protocol);
    add("RST_STREAM on the connection", "", wire -> wire.cancel(0), protocol);
    add("WINDOW_UPDATE of 5 bytes", "", wire -> wire.frame(WINDOW_UPDATE, 0, 0, new byte[5]), size);
    add("WINDOW_UPDATE of nothing", "", wire -> wire.windowUpdate(0, 0), protocol);
    add(
        "WINDOW_UPDATE beyond 2^31",
        "",
        wire -> wire.windowUpdate(0, Integer.MAX_VALUE),
        "goaway FLOW_CONTROL_ERROR");
    add("WINDOW_UPDATE on an idle stream", "", wire -> wire.windowUpdate(9, 1), protocol);
    add(
        "PRIORITY of 4 bytes",
        "",
        wire -> wire.frame(PRIORITY, 0, 1, new byte[4]),
        "reset FRAME_SIZE_ERROR");
    survives(
        "a stream that depends on itself",
        "",
        wire -> wire.frame(PRIORITY, 0, 3, bytes(0, 0, 0, 3, 1)));
    add("GOAWAY on a stream", "", wire -> wire.frame(GOAWAY, 0, 1, new byte[8]), protocol);
    add(
        "a push of the client",
        "",
        wire -> wire.call(1, BIDI).frame(PUSH_PROMISE, END_HEADERS, 1, integer(2)),
        protocol);
    add(
        "CONTINUATION of nothing",
        "",
        wire -> wire.frame(CONTINUATION, END_HEADERS, 1, new byte[0]),
        protocol);
    add(
        "a frame amid a header block",
        "",
        wire -> wire.frame(HEADERS, 0, 1, new byte[0]).frame(PING, 0, 0, new byte[8]),
        protocol);
    add("DATA on the connection", "", wire -> wire.frame(DATA, 0, 0, new byte[1]), protocol);
    add("DATA on an idle stream", "", wire -> wire.frame(DATA, 0, 9, new byte[1]), protocol);
    add(
        "padding longer than DATA",
        "",
        wire -> wire.call(1, BIDI).frame(DATA, PADDED, 1, bytes(9, 0)),
        protocol);
    add(
        "padding longer than HEADERS",
        "",
        wire -> wire.frame(HEADERS, PADDED | END_HEADERS, 1, bytes(200)),
        protocol);
    survives(
        "frames of unknown types",
        "",
        wire -> wire.frame(99, 255, 0, new byte[9]).frame(77, 0, 3, new byte[0]));
    add(
        "more DATA than the window takes",
        "",
        wire -> {
          wire.call(1, UNARY);
          for (int i = 0; i < 6; i++) {
            wire.frame(DATA, 0, 1, new byte[16_000]);
          }
        },
        "grpc 12");
  }

  private void settings() {
    String protocol = "goaway PROTOCOL_ERROR";
    add(
        "SETTINGS of 5 bytes",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, new byte[5]),
        "goaway FRAME_SIZE_ERROR");
    add("SETTINGS on a stream", "", wire -> wire.frame(SETTINGS, 0, 1, new byte[6]), protocol);
    add(
        "an acknowledgement with settings",
        "",
        wire -> wire.frame(SETTINGS, 1, 0, new byte[6]),
        "goaway FRAME_SIZE_ERROR");
    add(
        "a push switch of 2",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 2, 0, 0, 0, 2)),
        protocol);
    add(
        "a window beyond 2^31",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 4, 255, 255, 255, 255)),
        "goaway FLOW_CONTROL_ERROR");
    add(
        "frames of 1 byte at most",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 5, 0, 0, 0, 1)),
        protocol);
    survives(
        "settings that nobody knows",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 99, 1, 2, 3, 4)));
    survives(
        "a header table of 4 GB",
        "",
        wire -> wire.frame(SETTINGS, 0, 0, bytes(0, 1, 255, 255, 255, 255)));
    add(
        "an acknowledgement of nothing",
        "",
        wire -> {
          for (int i = 0; i < 10; i++) {
            wire.frame(SETTINGS, 1, 0, new byte[0]);
          }
          wire.frame(SETTINGS, 0, 1, new byte[0]);
        },
        protocol);
  }

  private static byte[] integer(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
