package dev.sluice.service.addressbook;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.call.RunOn;
import dev.sluice.call.ServiceProvider;
import dev.sluice.call.StoppableService;
import dev.sluice.config.ConfigException;
import dev.sluice.config.ResourceException;
import dev.sluice.config.Threads;
import dev.sluice.proto.addressbook.v1.AddressBookServiceGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.Service;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Offers the {@code addressbook} service. Its options are:
 *
 * <ul>
 *   <li>{@code store}: what keeps the people: {@code file}, unless told, or {@code postgres};
 *   <li>{@code file}: the path of the address book file, which is created if it is not there;
 *       unless told, {@value #DEFAULT_FILE} in the working directory. A file that is named is
 *       opened at once, and {@link #create} fails with a {@link ConfigException} if it cannot be;
 *       the default one is opened when the first call needs it, so that a server that nobody uses
 *       as an address book starts anywhere, and leaves no file;
 *   <li>{@code postgres}: an object that says where the database is, and how it is used; {@link
 *       #create} fails with a {@link ConfigException} if it cannot be.
 * </ul>
 *
 * <p>People are shared by all services made with one Vert.x instance and the same file, and by all
 * processes with the same database.
 */
public final class AddressBookServiceProvider implements ServiceProvider {

  private static final String DEFAULT_FILE = "addressbook.bin";

  @Override
  public String name() {
    return "addressbook";
  }

  @Override
  public List<String> check(JsonObject options) {
    try {
      AddressBookOptions.parse(options);
      return List.of();
    } catch (ConfigException e) {
      return e.faults();
    }
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return store(vertx, AddressBookOptions.parse(options)).map(AddressBookServiceProvider::service);
  }

  private static Future<PersonStore> store(Vertx vertx, AddressBookOptions options) {
    return switch (options.store()) {
      case FILE -> fileStore(vertx, options);
      case POSTGRES -> PostgresPersonStore.open(vertx, options.postgres(), InstantSource.system());
    };
  }

  private static Future<PersonStore> fileStore(Vertx vertx, AddressBookOptions options) {
    Path file = options.file();
    if (file == null) {
      return Future.succeededFuture(
          new LazyPersonStore(() -> FilePersonStore.open(vertx, Path.of(DEFAULT_FILE))));
    }
    return FilePersonStore.open(vertx, file)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof AddressBookException
                        ? new ResourceException(
                            List.of("services.addressbook.file: " + e.getMessage()))
                        : e));
  }

  /** The service over a store, which is closed with it. */
  static StoppableService service(PersonStore store) {
    AddressBookServiceImpl service = new AddressBookServiceImpl(store);
    return new BoundService(service, AddressBookServiceGrpcService.of(service));
  }

  /** The service as the generated code binds it. */
  @RunOn(Threads.EVENT_LOOP)
  private record BoundService(AddressBookServiceImpl service, Service generated)
      implements StoppableService {

    @Override
    public ServiceName name() {
      return generated.name();
    }

    @Override
    public ServiceDescriptor descriptor() {
      return generated.descriptor();
    }

    @Override
    public void bind(GrpcServer server) {
      generated.bind(server);
    }

    @Override
    public void drain() {
      service.drain();
    }

    @Override
    public Future<Void> close() {
      return service.close();
    }
  }
}
