/**
 * The REST door: HTTP requests become calls as the operations of the OpenAPI contract say.
 *
 * <p>The way of a request: {@code RestDoor} finds the operation ({@code PathRouter}), settles the
 * formats ({@code MediaType}, {@code Accept}) and starts a call on a {@code RestTransport}. That
 * collects the body ({@code RequestBody}), binds path, query and body to the request message when
 * the service wants it ({@code RequestBinder}), and answers with the response ({@code
 * ResponseWriter}) or an error ({@code ErrorWriter}). The handshake of a WebSocket goes to a {@code
 * WebSocketDoor}, and its call runs on a {@code WebSocketTransport}. Binding follows <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/http.proto">google/api/http.proto</a>.
 */
@NullMarked
package dev.sluice.rest;

import org.jspecify.annotations.NullMarked;
