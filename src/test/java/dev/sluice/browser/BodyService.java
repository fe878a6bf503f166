package dev.sluice.browser;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import dev.sluice.call.ServiceProvider;
import dev.sluice.test.v1.BookServiceGrpcService;
import dev.sluice.test.v1.BookServiceService;
import dev.sluice.test.v1.Cover;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.Service;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A service of bodies of any type, which answers them as text. */
final class BodyService extends BookServiceService implements ServiceProvider {

  /** The bodies that came, whole. */
  final BlockingQueue<HttpBody> bodies = new LinkedBlockingQueue<>();

  @Override
  public String name() {
    return "bodies";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(BookServiceGrpcService.of(this));
  }

  private HttpBody answer(HttpBody body) {
    bodies.add(body);
    return HttpBody.newBuilder()
        .setContentType("text/plain")
        .setData(ByteString.copyFromUtf8(body.getContentType() + " of " + body.getData().size()))
        .build();
  }

  @Override
  public Future<Cover> putCover(Cover request) {
    return Future.succeededFuture(Cover.newBuilder().setImage(answer(request.getImage())).build());
  }

  @Override
  protected void echoPieces(ReadStream<HttpBody> request, WriteStream<HttpBody> response) {
    HttpBody.Builder whole = HttpBody.newBuilder();
    request.handler(
        piece -> {
          if (whole.getContentType().isEmpty()) {
            whole.setContentType(piece.getContentType());
          }
          whole.setData(whole.getData().concat(piece.getData()));
        });
    request.endHandler(
        v -> {
          response.write(answer(whole.build()));
          response.end();
        });
  }
}
