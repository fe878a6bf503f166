package dev.sluice.service.addressbook;

import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FilePersonStoreTest extends PersonStoreTest {

  @TempDir Path folder;

  @Override
  public Future<PersonStore> open() {
    return FilePersonStore.open(vertx, folder.resolve("people.book"));
  }
}
