/**
 * The OpenAPI contract: generated from descriptors, loaded, and held against them.
 *
 * <p>Each operation of the contract names the gRPC method that serves it in extensions ({@code
 * x-grpc-method}, {@code x-grpc-path}, {@code x-grpc-body}, {@code x-grpc-response-body}, {@code
 * x-grpc-streaming}). Nothing here sees HTTP requests or calls.
 */
@NullMarked
package dev.sluice.openapi;

import org.jspecify.annotations.NullMarked;
