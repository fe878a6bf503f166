package dev.sluice.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Cases that are frames of HTTP/2, each on a connection of its own. */
abstract class Http2Cases {

  static final String UNARY = "/helloworld.Greeter/SayHello";
  static final String BIDI = "/helloworld.Greeter/SayHelloBidiStream";

  private final List<Attack> all = new ArrayList<>();

  final List<Attack> cases() {
    return all;
  }

  final void add(String name, String cve, Consumer<Http2Wire> frames, String answer) {
    all.add(new Attack("HTTP/2: " + name, cve, port -> Http2Exchange.run(port, frames), answer));
  }

  /** Adds what ends the connection, with or without a last word that gets through. */
  final void flood(String name, String cve, Consumer<Http2Wire> frames) {
    all.add(
        new Attack(
            "HTTP/2: " + name,
            cve,
            port -> {
              String outcome = Http2Exchange.run(port, frames);
              return outcome.startsWith("goaway") || outcome.equals("closed") ? "cut off" : outcome;
            },
            "cut off"));
  }

  final void on(int stream, String name, String cve, Consumer<Http2Wire> frames, String answer) {
    all.add(
        new Attack(
            "HTTP/2: " + name, cve, port -> Http2Exchange.run(port, stream, frames), answer));
  }

  final void survives(String name, String cve, Consumer<Http2Wire> frames) {
    all.add(new Attack("HTTP/2: " + name, cve, port -> Http2Exchange.probe(port, frames), "lives"));
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
