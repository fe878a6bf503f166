package dev.sluice.config;

/**
 * The gRPC and gRPC-Web door: {@code grpc}.
 *
 * @param maxMessageBytes the size of one message of a client, both as it arrives and when inflated
 * @param maxInflationRatio how many times its size a compressed message may become, if that is more
 *     than 1 MB
 * @param webEnabled whether gRPC-Web is served
 * @param reflection whether the server describes its services to clients such as grpcurl
 * @param health whether {@code grpc.health.v1.Health} is served
 * @param cors which browser pages may call by gRPC-Web
 */
public record GrpcConfig(
    int maxMessageBytes,
    int maxInflationRatio,
    boolean webEnabled,
    boolean reflection,
    boolean health,
    CorsConfig cors) {

  static GrpcConfig read(ConfReader conf) {
    return new GrpcConfig(
        conf.integer("maxMessageBytes", 4 << 20, 1, Integer.MAX_VALUE),
        conf.integer("maxInflationRatio", 200, 1, 100_000),
        conf.bool("webEnabled", true),
        conf.bool("reflection", true),
        conf.bool("health", true),
        conf.object("cors", CorsConfig::read));
  }
}
