package dev.sluice.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.sluice.proto.helloworld.HelloReply;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A gRPC client that sends any bytes it is given, right or wrong. */
final class RawGrpc {

  private final HttpClient h2;
  private final HttpClient h1;
  private final int port;

  RawGrpc(Vertx vertx, int port) {
    this.port = port;
    this.h2 =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    this.h1 = vertx.createHttpClient();
  }

  /** What came back; of gRPC-Web, the trailers are those of the body's last frame. */
  record Answer(int httpStatus, MultiMap headers, MultiMap trailers, Buffer body) {

    /** The gRPC status, wherever it stands. */
    String status() {
      return find("grpc-status");
    }

    String message() {
      return URLDecoder.decode(find("grpc-message").replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private String find(String name) {
      String value = trailers.get(name);
      return value != null ? value : headers.get(name) != null ? headers.get(name) : "";
    }

    HelloReply reply() {
      byte[] payload = body.getBytes(5, 5 + body.getInt(1));
      try {
        return HelloReply.parseFrom(payload);
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Future<Answer> call(
      HttpVersion version,
      HttpMethod method,
      String path,
      Map<String, String> headers,
      List<Buffer> chunks) {
    RequestOptions options =
        new RequestOptions().setHost("localhost").setPort(port).setMethod(method).setURI(path);
    return (version == HttpVersion.HTTP_2 ? h2 : h1)
        .request(options)
        .compose(
            request -> {
              headers.forEach(request::putHeader);
              request.setChunked(true);
              for (Buffer chunk : chunks) {
                request.write(chunk);
              }
              request.end();
              return request.response().compose(RawGrpc::answer);
            });
  }

  private static Future<Answer> answer(HttpClientResponse response) {
    return response
        .body()
        .map(
            body ->
                new Answer(response.statusCode(), response.headers(), response.trailers(), body));
  }

  /** Calls a gRPC method over HTTP/2. */
  Future<Answer> grpc(String path, Map<String, String> extra, Buffer... chunks) {
    Map<String, String> headers = new java.util.HashMap<>(extra);
    headers.putIfAbsent("content-type", "application/grpc");
    headers.putIfAbsent("te", "trailers");
    return call(HttpVersion.HTTP_2, HttpMethod.POST, path, headers, List.of(chunks));
  }

  /** Calls a method over gRPC-Web and takes the answer's trailers out of its body. */
  Future<Answer> web(
      HttpVersion version, boolean text, String path, @Nullable String origin, Buffer... chunks) {
    Map<String, String> headers = new java.util.HashMap<>();
    headers.put("content-type", text ? "application/grpc-web-text" : "application/grpc-web+proto");
    if (origin != null) {
      headers.put("origin", origin);
    }
    return call(version, HttpMethod.POST, path, headers, List.of(chunks))
        .map(answer -> unwrap(answer, text));
  }

  private static Answer unwrap(Answer answer, boolean text) {
    Buffer body = text ? decodeText(answer.body()) : answer.body();
    MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
    int at = 0;
    while (at + 5 <= body.length()) {
      int end = at + 5 + body.getInt(at + 1);
      if ((body.getByte(at) & 0x80) != 0) {
        for (String line : body.getString(at + 5, end).lines().toList()) {
          int colon = line.indexOf(':');
          trailers.add(line.substring(0, colon), line.substring(colon + 1).trim());
        }
      }
      at = end;
    }
    return new Answer(answer.httpStatus(), answer.headers(), trailers, body);
  }

  /** Decodes base64 that may consist of several padded pieces. */
  private static Buffer decodeText(Buffer body) {
    Buffer out = Buffer.buffer();
    String text = body.toString(StandardCharsets.US_ASCII);
    for (int i = 0; i + 4 <= text.length(); i += 4) {
      out.appendBytes(Base64.getDecoder().decode(text.substring(i, i + 4)));
    }
    return out;
  }

  static Buffer frame(MessageLite message) {
    return frame(0, message.toByteArray());
  }

  static Buffer frame(int flags, byte[] payload) {
    return Buffer.buffer().appendByte((byte) flags).appendInt(payload.length).appendBytes(payload);
  }

  static Buffer text(Buffer plain) {
    return Buffer.buffer(Base64.getEncoder().encode(plain.getBytes()));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static List<Buffer> split(Buffer whole, int size) {
    List<Buffer> pieces = new ArrayList<>();
    for (int i = 0; i < whole.length(); i += size) {
      pieces.add(whole.getBuffer(i, Math.min(whole.length(), i + size)));
    }
    return pieces;
  }
}
