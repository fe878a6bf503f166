package dev.sluice.rest;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of {@code multipart/form-data}, of <a
 * href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>, from a body that is there as a whole.
 */
final class FormParts {

  private static final String TYPE = "multipart/form-data";
  private static final int MAX_PARTS = 1000;

  private FormParts() {}

  /** A part: what it is named, its type if it is a file that has one, and what it holds. */
  static final class Part implements Content {

    private final String name;
    private final @Nullable String contentType;
    private final byte[] bytes;

    private Part(String name, @Nullable String contentType, byte[] bytes) {
      this.name = name;
      this.contentType = contentType;
      this.bytes = bytes;
    }

    String name() {
      return name;
    }

    @Nullable String contentType() {
      return contentType;
    }

    /**
     * What it holds as text.
     *
     * @throws RefusedException if it is not UTF-8
     */
    String text() {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw RefusedException.badField(name, "expected UTF-8");
      }
    }

    @Override
    public byte[] array() {
      return bytes;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return bytes.length;
    }
  }

  /** Whether a content type is that of forms in parts. */
  static boolean areIn(@Nullable String contentType) {
    return MediaType.is(contentType, TYPE);
  }

  /**
   * Reads the parts.
   *
   * @param contentType the type with its boundary
   * @throws RefusedException 400 if the body is not of the form
   */
  static List<Part> read(String contentType, Content content) {
    checkBoundaries(contentType, content);
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    HttpPostMultipartRequestDecoder decoder = null;
    try {
      decoder =
          new HttpPostMultipartRequestDecoder(
              new DefaultHttpDataFactory(false),
              request,
              StandardCharsets.UTF_8,
              MAX_PARTS,
              Integer.MAX_VALUE);
      decoder.offer(
          new DefaultLastHttpContent(
              Unpooled.wrappedBuffer(content.array(), content.offset(), content.length())));
      if (decoder.currentPartialHttpData() != null) {
        throw malformed("part " + (decoder.getBodyHttpDatas().size() + 1) + " does not end");
      }
      List<Part> parts = new ArrayList<>();
      for (InterfaceHttpData each : decoder.getBodyHttpDatas()) {
        if (each instanceof HttpData data) {
          String type = each instanceof FileUpload file ? file.getContentType() : null;
          parts.add(new Part(data.getName(), type, data.get()));
        }
      }
      return parts;
    } catch (HttpPostRequestDecoder.TooManyFormFieldsException e) {
      throw malformed("more than " + MAX_PARTS + " parts");
    } catch (IOException | RuntimeException e) {
      if (e instanceof RefusedException refusal) {
        throw refusal;
      }
      // Those before it can be had.
      throw malformed(
          decoder == null
              ? "the content type"
              : "part " + (decoder.getBodyHttpDatas().size() + 1) + " cannot be read");
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  /** Looks for the boundary, and for the last one: without it parts may be missing. */
  private static void checkBoundaries(String contentType, Content content) {
    int at = contentType.toLowerCase(Locale.ROOT).indexOf("boundary=");
    if (at < 0) {
      throw malformed("no boundary in the content type");
    }
    String boundary = contentType.substring(at + "boundary=".length()).split(";", 2)[0].strip();
    String last = "--" + boundary.replace("\"", "") + "--";
    String text =
        new String(
            content.array(), content.offset(), content.length(), StandardCharsets.ISO_8859_1);
    if (!text.contains(last)) {
      throw malformed("no last boundary, " + RefusedException.echo(last));
    }
  }

  private static RefusedException malformed(String why) {
    return RefusedException.bad("the body is not valid multipart/form-data: " + why);
  }
}
