package dev.sluice.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.GrpcConfig;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.StatusException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {

  private static GrpcConfig config(int ratio) {
    JsonObject grpc = new JsonObject().put("maxInflationRatio", ratio);
    return SluiceConfig.parse(new JsonObject().put("grpc", grpc)).grpc();
  }

  @ParameterizedTest
  @CsvSource({"1000, 1", "1048576, 1", "1000000, 200", "4194304, 2000"})
  void inflatesWhatDoesNotGrowTooMuch(int bytes, int ratio) {
    byte[] packed = RawGrpc.gzip(new byte[bytes]);
    assertThat(Gzip.inflate(packed, 0, packed.length, config(ratio))).hasSize(bytes);
  }

  @ParameterizedTest
  @CsvSource({"1048577, 1", "4000000, 200", "4194305, 2000", "100000000, 100000"})
  void refusesABomb(int bytes, int ratio) {
    byte[] packed = RawGrpc.gzip(new byte[bytes]);
    assertThatThrownBy(() -> Gzip.inflate(packed, 0, packed.length, config(ratio)))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("RESOURCE_EXHAUSTED");
  }
}
