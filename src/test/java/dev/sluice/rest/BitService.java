package dev.sluice.rest;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.FieldMaskUtil;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.test.v1.Bit;
import dev.sluice.test.v1.BitPicture;
import dev.sluice.test.v1.BitServiceService;
import dev.sluice.test.v1.Caller;
import dev.sluice.test.v1.Colour;
import dev.sluice.test.v1.CountBitsResponse;
import dev.sluice.test.v1.CreateBitRequest;
import dev.sluice.test.v1.DeleteBitRequest;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.GetBitRequest;
import dev.sluice.test.v1.ListBitsRequest;
import dev.sluice.test.v1.ListBitsResponse;
import dev.sluice.test.v1.UpdateBitRequest;
import dev.sluice.test.v1.WhoRequest;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps bits in memory: three of them at first, and some with odd pictures. */
final class BitService extends BitServiceService {

  static final Timestamp MADE = Timestamp.newBuilder().setSeconds(1_700_000_000).build();

  private final Map<String, Bit> bits = new ConcurrentSkipListMap<>();
  private final Map<String, HttpBody> pictures = new ConcurrentSkipListMap<>();

  BitService() {
    reset();
  }

  /** Keeps what it kept at first. */
  void reset() {
    bits.clear();
    pictures.clear();
    Everything much =
        Everything.newBuilder()
            .addNumbers(1)
            .addNumbers(2)
            .putLabels("k", "v")
            .setNested(Everything.Nested.newBuilder().setText("n"))
            .setColour(Colour.COLOUR_RED)
            .setAnInt64(1L << 53)
            .build();
    keep(Bit.newBuilder().setName("shelves/1/bits/a").setTitle("Alpha").setEverything(much));
    keep(Bit.newBuilder().setName("shelves/1/bits/b").setTitle("Beta").setArchived(true));
    keep(Bit.newBuilder().setName("shelves/2/bits/c").setTitle("Gamma"));
    pictures.put("shelves/1/bits/a", picture("image/png", "0123456789"));
    pictures.put("shelves/1/bits/b", picture("text/plain", "x".repeat(2000)));
    pictures.put("shelves/2/bits/c", picture("", ""));
    keepOdd("control", "image/png\r\nx-evil: 1");
    keepOdd("latin", "image/\u00e9");
    keepOdd("long", "image/" + "x".repeat(2000));
    keepOdd("blank", " image/png\t");
  }

  private void keepOdd(String bit, String type) {
    String name = "shelves/odd/bits/" + bit;
    keep(Bit.newBuilder().setName(name).setTitle("Odd"));
    pictures.put(name, picture(type, "odd"));
  }

  private static HttpBody picture(String type, String data) {
    return HttpBody.newBuilder()
        .setContentType(type)
        .setData(ByteString.copyFromUtf8(data))
        .build();
  }

  private Bit keep(Bit.Builder bit) {
    int revision =
        bits.containsKey(bit.getName())
            ? Integer.parseInt(bits.get(bit.getName()).getEtag()) + 1
            : 1;
    Bit kept = bit.setEtag(Integer.toString(revision)).setCreateTime(MADE).clearSecret().build();
    bits.put(kept.getName(), kept);
    return kept;
  }

  private Bit find(String name) {
    Bit bit = bits.get(name);
    if (bit == null) {
      throw new StatusException(GrpcStatus.NOT_FOUND, "no such bit: " + name);
    }
    return bit;
  }

  private Bit create(CreateBitRequest request) {
    if (request.getParent().isEmpty()) {
      throw new StatusException(GrpcStatus.INVALID_ARGUMENT, "no parent");
    }
    String id = request.getBitId().isEmpty() ? "new" : request.getBitId();
    String name = request.getParent() + "/bits/" + id;
    if (bits.containsKey(name)) {
      throw new StatusException(GrpcStatus.ALREADY_EXISTS, "there is a bit: " + name);
    }
    return keep(request.getBit().toBuilder().setName(name).setArchived(false));
  }

  private static <T> Future<T> answer(java.util.function.Supplier<T> work) {
    try {
      return Future.succeededFuture(work.get());
    } catch (StatusException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<Bit> createBit(CreateBitRequest request) {
    return answer(() -> create(request));
  }

  @Override
  public Future<Bit> getBit(GetBitRequest request) {
    return answer(() -> find(request.getName()));
  }

  private List<Bit> list(ListBitsRequest request) {
    ListBitsRequest.Filter filter = request.getFilter();
    return bits.values().stream()
        .filter(bit -> bit.getName().startsWith(request.getParent() + "/bits/"))
        .filter(bit -> bit.getTitle().contains(filter.getTitle()))
        .filter(bit -> bit.getEverything().getNumbersList().containsAll(filter.getNumbersList()))
        .filter(
            bit ->
                bit.getEverything()
                    .getLabelsMap()
                    .entrySet()
                    .containsAll(filter.getLabelsMap().entrySet()))
        .filter(
            bit ->
                filter.getNestedsList().isEmpty()
                    || filter.getNestedsList().contains(bit.getEverything().getNested()))
        .filter(bit -> !filter.hasArchived() || filter.getArchived() == bit.getArchived())
        .filter(
            bit ->
                !filter.hasSince()
                    || Timestamps.compare(bit.getCreateTime(), filter.getSince()) >= 0)
        .filter(
            bit ->
                filter.getColour() == Colour.COLOUR_UNSPECIFIED
                    || filter.getColour() == bit.getEverything().getColour())
        .toList();
  }

  @Override
  public Future<ListBitsResponse> listBits(ListBitsRequest request) {
    List<Bit> found = list(request);
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    int size = request.getPageSize() == 0 ? 100 : request.getPageSize();
    int to = Math.min(found.size(), from + size);
    return Future.succeededFuture(
        ListBitsResponse.newBuilder()
            .addAllBits(found.subList(Math.min(from, to), to))
            .setNextPageToken(to < found.size() ? Integer.toString(to) : "")
            .setTotal(found.size())
            .build());
  }

  @Override
  public Future<Bit> updateBit(UpdateBitRequest request) {
    return answer(
        () -> {
          Bit bit = find(request.getBit().getName());
          String etag = request.getBit().getEtag();
          if (!etag.isEmpty() && !etag.equals(bit.getEtag())) {
            throw new StatusException(GrpcStatus.ABORTED, "changed since");
          }
          Bit.Builder changed = bit.toBuilder();
          FieldMaskUtil.merge(request.getUpdateMask(), request.getBit(), changed);
          return keep(changed);
        });
  }

  @Override
  public Future<Empty> deleteBit(DeleteBitRequest request) {
    return answer(
        () -> {
          bits.remove(find(request.getName()).getName());
          if (request.getReason().equals("none")) {
            throw new StatusException(GrpcStatus.FAILED_PRECONDITION, "no reason");
          }
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public Future<Bit> archiveBit(GetBitRequest request) {
    return answer(() -> keep(find(request.getName()).toBuilder().setArchived(true)));
  }

  @Override
  public Future<Empty> putPicture(BitPicture request) {
    return answer(
        () -> {
          pictures.put(find(request.getName()).getName(), request.getPicture());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public Future<BitPicture> getPicture(GetBitRequest request) {
    return answer(
        () ->
            BitPicture.newBuilder()
                .setName(request.getName())
                .setEtag(find(request.getName()).getEtag())
                .setPicture(pictures.get(request.getName()))
                .build());
  }

  @Override
  public Future<Bit> readBit(GetBitRequest request) {
    return getBit(request);
  }

  @Override
  protected void readBits(ListBitsRequest request, WriteStream<Bit> response) {
    watchBits(request, response);
  }

  @Override
  public Future<Bit> auditBit(GetBitRequest request) {
    return answer(() -> find(request.getName()).toBuilder().setRemark("well kept").build());
  }

  @Override
  protected void streamPicture(GetBitRequest request, WriteStream<HttpBody> response) {
    HttpBody picture = pictures.get(request.getName());
    if (picture == null) {
      ((GrpcServerResponse<?, HttpBody>) response)
          .fail(new StatusException(GrpcStatus.NOT_FOUND, "no picture"));
      return;
    }
    ByteString data = picture.getData();
    for (int i = 0; i < data.size(); i += 4) {
      response.write(
          picture.toBuilder().setData(data.substring(i, Math.min(data.size(), i + 4))).build());
    }
    response.end();
  }

  @Override
  public Future<Caller> who(WhoRequest request) {
    return Future.succeededFuture(request.getCaller());
  }

  @Override
  protected void whos(ReadStream<WhoRequest> request, WriteStream<Caller> stream) {
    GrpcServerResponse<?, Caller> response = (GrpcServerResponse<?, Caller>) stream;
    response.headers().set("x-shelf", "1").set("set-cookie", "session=s2; HttpOnly");
    response.trailers().set("cost", "3");
    request.handler(message -> response.write(message.getCaller()));
    request.endHandler(v -> response.end());
  }

  @Override
  protected void watchBits(ListBitsRequest request, WriteStream<Bit> response) {
    list(request).forEach(response::write);
    response.end();
  }

  @Override
  protected void importBits(
      ReadStream<CreateBitRequest> request, Completable<CountBitsResponse> response) {
    Map<String, Integer> titles = new TreeMap<>();
    int[] count = {0};
    request.handler(
        message -> {
          try {
            titles.merge(create(message).getTitle(), 1, Integer::sum);
            count[0]++;
          } catch (StatusException e) {
            response.fail(e);
          }
        });
    request.endHandler(
        v ->
            response.succeed(
                CountBitsResponse.newBuilder().setBits(count[0]).putAllByTitle(titles).build()));
  }

  @Override
  protected void talkBits(ReadStream<GetBitRequest> request, WriteStream<Bit> stream) {
    GrpcServerResponse<?, Bit> response = (GrpcServerResponse<?, Bit>) stream;
    request.handler(
        message -> {
          try {
            response.write(find(message.getName()));
          } catch (StatusException e) {
            response.fail(e);
          }
        });
    request.endHandler(v -> response.end());
  }

  @Override
  public Future<GetBitRequest> readPath(GetBitRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<GetBitRequest> readReservedPath(GetBitRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<GetBitRequest> readWholePath(GetBitRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<GetBitRequest> any(GetBitRequest request) {
    return Future.succeededFuture(request);
  }

  @Override
  public Future<Empty> fail(WhoRequest request) {
    ErrorInfo info = ErrorInfo.newBuilder().setReason("TOLD").setDomain("test").build();
    RetryInfo retry =
        RetryInfo.newBuilder()
            .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(2))
            .build();
    return Future.failedFuture(
        new DetailedStatusException(
            GrpcStatus.FAILED_PRECONDITION, request.getNote(), List.of(info, retry)));
  }

  @Override
  public Future<GetBitRequest> unbound(GetBitRequest request) {
    return Future.succeededFuture(request);
  }
}
