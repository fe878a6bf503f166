package dev.sluice.call;

/**
 * How a call came by REST or WebSocket.
 *
 * @param method the method of the HTTP request
 * @param template the template that its path has matched, for example {@code /v1/hello/{name}}
 */
public record HttpRoute(String method, String template) {}
