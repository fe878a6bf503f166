package dev.sluice.attack;

import static dev.sluice.attack.Http2Cases.bytes;
import static dev.sluice.attack.TlsHello.ALERT;
import static dev.sluice.attack.TlsHello.APPLICATION_DATA;
import static dev.sluice.attack.TlsHello.CHANGE_CIPHER_SPEC;
import static dev.sluice.attack.TlsHello.HANDSHAKE;
import static dev.sluice.attack.TlsHello.HEARTBEAT;
import static dev.sluice.attack.TlsHello.SSL_3;
import static dev.sluice.attack.TlsHello.TLS_1_0;
import static dev.sluice.attack.TlsHello.TLS_1_1;
import static dev.sluice.attack.TlsHello.head;
import static dev.sluice.attack.TlsHello.join;
import static dev.sluice.attack.TlsHello.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** What is sent to a port with TLS that asks for certificates, and who wants to come in there. */
final class TlsAttacks {

  private static final byte[] HTTP = ascii("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  private static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");

  private final List<Attack> all = new ArrayList<>();
  private final TlsIdentities identities;

  private TlsAttacks(TlsIdentities identities) {
    this.identities = identities;
  }

  /**
   * All of them.
   *
   * @param engine what the server has TLS by
   */
  static List<Attack> all(TlsIdentities identities, String engine) {
    TlsAttacks attacks = new TlsAttacks(identities);
    attacks.noTls();
    attacks.records();
    attacks.hellos();
    attacks.certificates();
    attacks.connections();
    attacks.protocols(engine);
    return attacks.all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void add(String name, String cve, byte[] bytes, String answer) {
    all.add(new Attack("TLS: " + name, cve, port -> TlsExchange.send(port, bytes), answer));
  }

  /**
   * Adds what is answered with an alert, of which engines have several, or with the close alone.
   */
  private void refused(String name, String cve, byte[] bytes) {
    all.add(
        new Attack("TLS: " + name, cve, port -> refusal(TlsExchange.send(port, bytes)), "refused"));
  }

  private static String refusal(String outcome) {
    return outcome.startsWith("alert") || outcome.equals("closed") ? "refused" : outcome;
  }

  private void left(String name, byte[] bytes, String answer) {
    all.add(new Attack("TLS: " + name, "", port -> TlsExchange.leave(port, bytes), answer));
  }

  private void noTls() {
    add("HTTP/1.1 in clear", "", HTTP, "closed");
    add("HTTP/2 in clear", "", PREFACE, "closed");
    add("SSL 2", "", bytes(0x80, 11, 1, 0, 2, 0, 3, 0, 0, 0, 0, 1, 0, 0x80), "closed");
    add("zeros", "", new byte[100], "closed");
  }

  private void records() {
    byte[] hello = new TlsHello().record();
    refused("a record of 65535 bytes", "", join(head(HANDSHAKE, 0xffff), new byte[0xffff]));
    refused("a record of more than 16 KB", "", record(HANDSHAKE, new byte[18_500]));
    refused("a record of an unknown type", "", record(99, new byte[10]));
    refused("data before the handshake", "", record(APPLICATION_DATA, HTTP));
    refused(
        "a heartbeat that asks for more than it brings",
        "CVE-2014-0160",
        record(HEARTBEAT, bytes(1, 0x40, 0)));
    add(
        "a change of ciphers before keys are agreed on",
        "CVE-2014-0224",
        join(hello, record(CHANGE_CIPHER_SPEC, bytes(1))),
        "alert unexpected_message");
    refused("an alert for a handshake", "", record(ALERT, bytes(2, 40)));
    refused("a thousand alerts", "", repeat(record(ALERT, bytes(1, 0)), 1000));
    refused("ten thousand empty records", "", repeat(record(HANDSHAKE, new byte[0]), 10_000));
    refused(
        "a message of 16 MB",
        "",
        join(
            record(HANDSHAKE, join(bytes(1, 255, 255, 255), new byte[16_000])),
            repeat(record(HANDSHAKE, new byte[16_000]), 60)));
    refused("half a ClientHello", "", Arrays.copyOf(hello, 40));
    left("half a ClientHello, and then nothing", Arrays.copyOf(hello, 40), "closed");
  }

  private void hellos() {
    String version = "alert protocol_version";
    add("SSL 3", "CVE-2014-3566", new TlsHello().version(SSL_3).record(), version);
    add("TLS 1.0", "", new TlsHello().version(TLS_1_0).record(), version);
    add("TLS 1.1", "", new TlsHello().version(TLS_1_1).record(), version);
    add("a version that there is not yet", "", new TlsHello().version(0x0909).record(), "hello");
    String ciphers = "alert handshake_failure";
    add("ciphers of export strength", "", new TlsHello().ciphers(3, 6, 8).record(), ciphers);
    add("ciphers that cipher nothing", "", new TlsHello().ciphers(1, 2, 0x3b).record(), ciphers);
    add("RC4", "CVE-2013-2566", new TlsHello().ciphers(4, 5, 0xc011).record(), ciphers);
    add("3DES", "CVE-2016-2183", new TlsHello().ciphers(10, 22, 0xc012).record(), ciphers);
    refused("no cipher", "", new TlsHello().ciphers().record());
    refused(
        "an extension longer than all",
        "",
        new TlsHello().extensions(bytes(0, 10, 0x7f, 255)).record());
    refused("a server name of 15,000 letters", "", new TlsHello().extensions(longName()).record());
    byte[] message = new TlsHello().message();
    message[3] = (byte) (message[3] + 9);
    refused("a ClientHello that says it is longer", "", record(HANDSHAKE, message));
    refused(
        "the end before the beginning",
        "",
        record(HANDSHAKE, join(bytes(20, 0, 0, 12), new byte[12])));
  }

  private static byte[] longName() {
    int length = 15_000;
    byte[] name = new byte[length];
    Arrays.fill(name, (byte) 'a');
    return ByteBuffer.allocate(9 + length)
        .putShort((short) 0)
        .putShort((short) (length + 5))
        .putShort((short) (length + 3))
        .put((byte) 0)
        .putShort((short) length)
        .put(name)
        .array();
  }

  private static byte[] repeat(byte[] bytes, int times) {
    byte[][] parts = new byte[times][];
    Arrays.fill(parts, bytes);
    return join(parts);
  }

  private void certificates() {
    String key = "client.key";
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      certificate(protocol, "no certificate", identities.nobody());
      certificate(
          protocol,
          "a certificate by another authority of the same name",
          identities.client("foreign.pem", key));
      certificate(
          protocol, "a certificate that has expired", identities.client("expired.pem", key));
      certificate(protocol, "a certificate by itself", identities.client("self.pem", key));
      certificate(
          protocol, "the server's certificate", identities.client("server.pem", "server.key"));
      certificate(
          protocol, "a certificate without its key", identities.client("client.pem", "server.key"));
    }
  }

  private void certificate(String protocol, String name, SSLContext client) {
    all.add(
        new Attack(
            protocol + ": " + name,
            "",
            port -> refusal(TlsExchange.shake(port, client, over(protocol), TlsExchange::listen)),
            "refused"));
  }

  private static Consumer<SSLSocket> over(String protocol) {
    return socket -> socket.setEnabledProtocols(new String[] {protocol});
  }

  /** Adds what a client does that has been let in. */
  private void connected(
      String name, String cve, Consumer<SSLSocket> how, TlsExchange.Client client, String answer) {
    SSLContext welcome = identities.client("client.pem", "client.key");
    all.add(
        new Attack(
            name,
            cve,
            port -> {
              String outcome = TlsExchange.shake(port, welcome, how, client);
              return answer.equals("refused") ? refusal(outcome) : outcome;
            },
            answer));
  }

  private void connections() {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      below(protocol, "garbage", record(APPLICATION_DATA, new byte[100]));
      below(protocol, "HTTP in clear", HTTP);
      below(
          protocol,
          "a record of 65535 bytes",
          join(head(APPLICATION_DATA, 0xffff), new byte[0xffff]));
      below(protocol, "a ClientHello in clear", new TlsHello().record());
    }
    connected(
        "TLSv1.2: another handshake on the connection",
        "CVE-2011-1473",
        over("TLSv1.2"),
        (tls, plain) -> {
          tls.startHandshake();
          return TlsExchange.ask(tls);
        },
        "refused");
  }

  /** Adds what a client sends in the midst of a connection, but not through it. */
  private void below(String protocol, String name, byte[] bytes) {
    connected(
        protocol + ": " + name + " after the handshake",
        "",
        over(protocol),
        (tls, plain) -> {
          plain.getOutputStream().write(bytes);
          return TlsExchange.listen(tls, plain);
        },
        "refused");
  }

  private void protocols(String engine) {
    connected(
        "TLS: a protocol that nobody knows",
        "",
        alpn("x"),
        (tls, plain) -> TlsExchange.ask(tls),
        engine.equals("jdk") ? "alert no_application_protocol" : "http 200");
    connected(
        "TLS: HTTP/1.1 where HTTP/2 is agreed on",
        "",
        alpn("h2"),
        (tls, plain) -> TlsExchange.ask(tls),
        "http2 goaway");
    connected(
        "TLS: HTTP/2 where HTTP/1.1 is agreed on",
        "",
        alpn("http/1.1"),
        (tls, plain) -> TlsExchange.say(tls, PREFACE),
        "http 505");
    connected(
        "TLS: the name of another server",
        "",
        socket -> {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setServerNames(List.of(new SNIHostName("elsewhere.example")));
          socket.setSSLParameters(parameters);
        },
        (tls, plain) -> TlsExchange.ask(tls),
        "http 200");
  }

  private static Consumer<SSLSocket> alpn(String protocol) {
    return socket -> {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
    };
  }
}
