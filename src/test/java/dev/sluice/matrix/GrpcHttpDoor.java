package dev.sluice.matrix;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.test.v1.Everything;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcStatus;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** gRPC, gRPC-Web and gRPC-Web-text. */
final class GrpcHttpDoor extends HttpDoor {

  private final String type;

  GrpcHttpDoor(Vertx vertx, HttpVersion version, int port, String type) {
    super(vertx, version, port);
    this.type = type;
  }

  @Override
  public Set<Kind> kinds() {
    // PROTOCOL-WEB has no client streaming.
    return type.contains("web") ? EnumSet.of(Kind.UNARY, Kind.SERVER) : EnumSet.allOf(Kind.class);
  }

  @Override
  String path(Kind kind) {
    return "/sluice.test.v1.EverythingService/" + kind.method;
  }

  @Override
  void putHeaders(Kind kind, HttpClientRequest request) {
    request.putHeader("content-type", type).putHeader("te", "trailers");
  }

  @Override
  String timeoutHeader() {
    return "grpc-timeout";
  }

  @Override
  String metadataHeader(String name) {
    return name;
  }

  @Override
  Buffer encode(Kind kind, Everything message) {
    byte[] bytes = message.toByteArray();
    Buffer frame = Buffer.buffer().appendByte((byte) 0).appendInt(bytes.length).appendBytes(bytes);
    return type.contains("text")
        ? Buffer.buffer(Base64.getEncoder().encode(frame.getBytes()))
        : frame;
  }

  @Override
  Reader reader(Kind kind, HttpClientResponse response) {
    return new FrameReader(kind, response);
  }

  private final class FrameReader implements Reader {

    private final Kind kind;
    private final HttpClientResponse response;
    private Buffer text = Buffer.buffer();
    private Buffer frames = Buffer.buffer();
    private String status = "";

    FrameReader(Kind kind, HttpClientResponse response) {
      this.kind = kind;
      this.response = response;
    }

    @Override
    public void chunk(Buffer chunk, List<Integer> numbers) {
      frames.appendBuffer(type.contains("text") ? decode(chunk) : chunk);
      int at = 0;
      while (frames.length() - at >= 5 && frames.length() - at - 5 >= frames.getInt(at + 1)) {
        int end = at + 5 + frames.getInt(at + 1);
        take(frames.getByte(at), frames.getBytes(at + 5, end), numbers);
        at = end;
      }
      frames = frames.getBuffer(at, frames.length());
    }

    private Buffer decode(Buffer chunk) {
      text.appendBuffer(chunk);
      int whole = text.length() / 4 * 4;
      Buffer decoded = Buffer.buffer();
      for (int i = 0; i < whole; i += 4) {
        decoded.appendBytes(Base64.getDecoder().decode(text.getBytes(i, i + 4)));
      }
      text = text.getBuffer(whole, text.length());
      return decoded;
    }

    private void take(byte flags, byte[] payload, List<Integer> numbers) {
      if ((flags & 0x80) != 0) {
        new String(payload, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("grpc-status:"))
            .forEach(line -> status = line.substring(12).trim());
        return;
      }
      try {
        numbers.addAll(Door.numbers(kind, Everything.parseFrom(payload)));
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Outcome end(List<Integer> numbers) {
      for (var headers : List.of(response.trailers(), response.headers())) {
        if (headers.contains("grpc-status")) {
          status = headers.get("grpc-status");
        }
      }
      return new Outcome(numbers, GrpcStatus.valueOf(Integer.parseInt(status)));
    }
  }
}
