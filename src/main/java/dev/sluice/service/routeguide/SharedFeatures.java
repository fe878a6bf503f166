package dev.sluice.service.routeguide;

import dev.sluice.config.ConfigException;
import dev.sluice.proto.routeguide.Feature;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The features of one file, read once for all instances of the service in one Vert.x instance, and
 * again when the file has changed by the time that the service is next made.
 */
final class SharedFeatures implements Shareable {

  private final @Nullable String path;
  private @Nullable Object stamp;
  private @Nullable FeatureIndex index;

  private SharedFeatures(@Nullable String path) {
    this.path = path;
  }

  /**
   * The features of a file. Blocks while the file is read, by this thread or by another.
   *
   * @param path the path, or null for the file that comes with the service
   * @throws ConfigException if the file cannot be read, or with all its faults
   */
  static FeatureIndex read(Vertx vertx, @Nullable String path) {
    LocalMap<String, SharedFeatures> map =
        vertx.sharedData().getLocalMap("dev.sluice.routeguide.features");
    return map.computeIfAbsent(path == null ? "" : path, key -> new SharedFeatures(path)).read();
  }

  private synchronized FeatureIndex read() {
    try {
      Object current = path == null ? ShippedFeatures.FILE : stamp(Path.of(path));
      FeatureIndex last = index;
      if (last != null && current.equals(stamp)) {
        return last;
      }
      FeatureIndex read = FeatureIndex.of(path == null ? ShippedFeatures.read() : readFile(path));
      index = read;
      stamp = current;
      return read;
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(
          List.of("services.routeguide.features: \"" + path + "\": " + reason(e)));
    }
  }

  private static List<Feature> readFile(String path) throws IOException {
    try (InputStream content = Files.newInputStream(Path.of(path))) {
      return FeatureFile.read(path, content);
    }
  }

  private static Object stamp(Path file) throws IOException {
    return List.of(Files.getLastModifiedTime(file), Files.size(file));
  }

  private static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "access denied";
    }
    return Objects.requireNonNullElse(e.getMessage(), e.toString());
  }
}
