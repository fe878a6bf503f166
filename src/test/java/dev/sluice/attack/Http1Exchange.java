package dev.sluice.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends bytes over HTTP/1.1, and tells what came back: the status of the answer, the gRPC status if
 * there is one, and whether the connection is {@code open} for a further request or {@code closed};
 * if it is open but the further request gets something strange, that too.
 */
final class Http1Exchange {

  private static final String PROBE = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final Pattern GRPC_STATUS = Pattern.compile("grpc-status[:=] ?(\\d+)");

  private Http1Exchange() {}

  static String run(int port, String request) throws IOException {
    return run(port, request.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String run(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      String answer;
      try {
        socket.getOutputStream().write(request);
        answer = answer(socket.getInputStream());
      } catch (SocketException e) {
        return "closed";
      }
      if (answer.isEmpty()) {
        return "closed";
      }
      return answer + " " + probe(socket);
    }
  }

  private static String probe(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(PROBE.getBytes(StandardCharsets.US_ASCII));
      String next = answer(socket.getInputStream());
      return next.isEmpty() ? "closed" : next.equals("200") ? "open" : "open " + next;
    } catch (SocketException e) {
      return "closed";
    }
  }

  private static String answer(InputStream in) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return "";
    }
    String status = line.split(" ", 3)[1];
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    if (status.equals("100")) {
      return answer(in);
    }
    String body = body(in, headers);
    if (headers.getOrDefault("content-type", "").contains("web-text") && !body.isEmpty()) {
      body = new String(Base64.getDecoder().decode(body), StandardCharsets.ISO_8859_1);
    }
    Matcher grpc = GRPC_STATUS.matcher(headers + body);
    return grpc.find() ? status + " grpc " + grpc.group(1) : status;
  }

  private static String body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.containsKey("transfer-encoding")) {
      StringBuilder body = new StringBuilder();
      for (int size = Integer.parseInt(line(in), 16); ; size = Integer.parseInt(line(in), 16)) {
        body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
        line(in);
        if (size == 0) {
          return body.toString();
        }
      }
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
