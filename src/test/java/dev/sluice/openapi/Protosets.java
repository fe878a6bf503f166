package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The descriptor sets that the build writes, and contracts of them. */
final class Protosets {

  static final ContractGenerator.Options OPTIONS =
      new ContractGenerator.Options("Test", "1", null, List.of());

  private Protosets() {}

  static Path main() {
    return Path.of(Objects.requireNonNull(System.getProperty("sluice.protoset")));
  }

  static FileDescriptorSet test() {
    Path path = Path.of(Objects.requireNonNull(System.getProperty("sluice.test.protoset")));
    try {
      return FileDescriptorSet.parseFrom(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String testContract() {
    return ContractGenerator.generate(
        test(),
        new ContractGenerator.Options(
            "Test", "1", null, List.of("sluice.test.v1.EverythingService")));
  }
}
