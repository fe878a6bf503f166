package dev.sluice.matrix;

import static dev.sluice.Waiting.await;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.matrix.Door.Kind;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractGenerator;
import dev.sluice.rest.RestDoor;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A server of the scenario service, and a client at each of its doors. */
final class EveryDoor implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Door> doors = new LinkedHashMap<>();

  EveryDoor(EverythingServiceService service, List<Interceptor> interceptors) throws Exception {
    this(
        vertx ->
            MethodRegistry.of(List.of(EverythingServiceGrpcService.of(service)), interceptors));
  }

  /** Makes the server with the registry that its doors lead to. */
  EveryDoor(Function<Vertx, MethodRegistry> methods) throws Exception {
    MethodRegistry registry = methods.apply(vertx);
    byte[] protoset = Files.readAllBytes(Path.of(System.getProperty("sluice.test.protoset")));
    Contract contract =
        Contract.parse(
            ContractGenerator.generate(
                FileDescriptorSet.parseFrom(protoset),
                new ContractGenerator.Options(
                    "Test", "1", null, List.of("sluice.test.v1.EverythingService"))));
    SluiceConfig config = SluiceConfig.parse(new JsonObject());
    GrpcDoor grpc = new GrpcDoor(registry, config.grpc());
    RestDoor rest = new RestDoor(registry, contract, config.rest());
    int port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request -> {
                          if (GrpcDoor.isGrpc(request.getHeader("content-type"))) {
                            grpc.handle(request);
                          } else {
                            rest.handle(request);
                          }
                        })
                    .listen(0, "127.0.0.1"))
            .actualPort();
    doors.putAll(clients(vertx, port));
    doors.put("in-process", new InProcessDoor(vertx, registry));
  }

  /** A client at each door of a server of the scenario service, by name. */
  static Map<String, Door> clients(Vertx vertx, int port) {
    Map<String, Door> doors = new LinkedHashMap<>();
    doors.put("grpc", new GrpcHttpDoor(vertx, HttpVersion.HTTP_2, port, "application/grpc"));
    doors.put(
        "grpc-web", new GrpcHttpDoor(vertx, HttpVersion.HTTP_1_1, port, "application/grpc-web"));
    doors.put(
        "grpc-web over h2",
        new GrpcHttpDoor(vertx, HttpVersion.HTTP_2, port, "application/grpc-web"));
    doors.put(
        "grpc-web-text",
        new GrpcHttpDoor(vertx, HttpVersion.HTTP_1_1, port, "application/grpc-web-text"));
    doors.put(
        "REST NDJSON", new RestHttpDoor(vertx, HttpVersion.HTTP_2, port, "application/x-ndjson"));
    doors.put("REST SSE", new RestHttpDoor(vertx, HttpVersion.HTTP_2, port, "text/event-stream"));
    doors.put("REST array", new RestHttpDoor(vertx, HttpVersion.HTTP_2, port, "application/json"));
    doors.put("WebSocket", new WebSocketClientDoor(vertx, port));
    return doors;
  }

  /** The door of a name. */
  Door door(String name) {
    return doors.get(name);
  }

  /** The names of the doors, each with each of some kinds of method that it serves. */
  Stream<Arguments> cells(Kind... kinds) {
    return doors.entrySet().stream()
        .flatMap(
            door ->
                Stream.of(kinds)
                    .filter(kind -> door.getValue().kinds().contains(kind))
                    .map(kind -> Arguments.of(door.getKey(), kind)));
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
