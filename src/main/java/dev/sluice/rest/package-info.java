/**
 * The REST door: HTTP requests become calls as the operations of the OpenAPI contract say.
 *
 * <p>The way of a request: {@code RestDoor} finds the operation ({@code PathRouter}), {@code
 * RestCalls} settles the formats ({@code MediaType}, {@code Accept}) and starts a call on a {@code
 * RestTransport}. That has an {@code Input}, which binds path, query and body to request messages
 * when the service wants them ({@code RequestBinder}), and an {@code Output}, which answers with
 * the responses ({@code ResponseWriter}) or an error ({@code ErrorWriter}). The handshake of a
 * WebSocket goes to a {@code WebSocketDoor}, and its call runs on a {@code WebSocketTransport}.
 * Binding follows <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/http.proto">google/api/http.proto</a>.
 *
 * <table>
 *   <caption>Where messages come from and go to</caption>
 *   <tr><th>method</th><th>request</th><th>response</th></tr>
 *   <tr><td>unary</td><td>{@code BodyInput}</td><td>{@code BodyOutput}</td></tr>
 *   <tr><td>server streaming</td><td>{@code BodyInput}</td><td>{@code StreamOutput}</td></tr>
 *   <tr><td>client streaming</td><td>{@code StreamInput}</td><td>{@code BodyOutput}</td></tr>
 *   <tr><td>both</td><td>{@code StreamInput}</td><td>{@code StreamOutput}</td></tr>
 * </table>
 *
 * <p>A stream of requests is NDJSON, protobuf with lengths, or by its first byte a JSON array or
 * JSON values that follow one another; a form is a stream of one. Path and query go into each
 * message. A stream of responses is what {@code Accept} prefers of a JSON array, NDJSON,
 * server-sent events and protobuf ({@code StreamFormat}); where it leaves that open, NDJSON answers
 * NDJSON, protobuf protobuf, and an array all else. An error is told by the HTTP status before the
 * first message, and after it by the last element of the stream, or by cutting the answer off. Both
 * directions are open at once, over HTTP/2 and over HTTP/1.1 with a client that reads while it
 * sends; one that does not may be held back for good, until the stream is idle for too long.
 */
@NullMarked
package dev.sluice.rest;

import org.jspecify.annotations.NullMarked;
