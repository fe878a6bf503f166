/**
 * The OpenAPI contract: generated from descriptors, loaded, and held against them.
 *
 * <p>An operation of the contract names the gRPC method that serves it, and how its request and
 * response are made of the HTTP message, in extensions:
 *
 * <dl>
 *   <dt>{@code x-grpc-method}
 *   <dd>{@code package.Service/Method}. An operation without it is not served from here.
 *   <dt>{@code x-grpc-path}
 *   <dd>The path template of google.api.http, where it says more than the path of the document.
 *   <dt>{@code x-grpc-body}
 *   <dd>{@code *}, or the field of the request that the body holds.
 *   <dt>{@code x-grpc-response-body}
 *   <dd>The field of the response that is answered instead of the whole.
 *   <dt>{@code x-grpc-streaming}
 *   <dd>{@code server}, {@code client} or {@code bidi}.
 *   <dt>{@code x-grpc-location}
 *   <dd>The {@code Location} of the response: a path template with fields of the response.
 *   <dt>{@code x-grpc-etag}
 *   <dd>The field of the response that is its {@code ETag}.
 *   <dt>{@code x-grpc-if-match}
 *   <dd>The field of the request that {@code If-Match} goes to.
 *   <dt>{@code x-grpc-json}
 *   <dd>How the JSON of the operation differs from what is configured.
 * </dl>
 *
 * <p>Nothing here sees HTTP requests or calls.
 */
@NullMarked
package dev.sluice.openapi;

import org.jspecify.annotations.NullMarked;
