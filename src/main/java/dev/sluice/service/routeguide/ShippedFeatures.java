package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.Feature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The features that come with the service: places around New York. */
public final class ShippedFeatures {

  static final String FILE = "features.json";

  private ShippedFeatures() {}

  /**
   * Reads the features. Blocks while it does.
   *
   * @return the features, all of them named
   * @throws IOException if the file is missing from the class path or cannot be read
   */
  public static List<Feature> read() throws IOException {
    try (InputStream content = ShippedFeatures.class.getResourceAsStream(FILE)) {
      if (content == null) {
        throw new FileNotFoundException(FILE + " is not on the class path");
      }
      return FeatureFile.read(FILE, content);
    }
  }
}
