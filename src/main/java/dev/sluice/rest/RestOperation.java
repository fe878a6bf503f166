package dev.sluice.rest;

import dev.sluice.call.HttpRoute;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.openapi.ContractOperation;
import io.vertx.core.http.HttpMethod;

/**
 * An operation of the contract, ready to be called.
 *
 * @param contract what the contract says of it
 * @param method the method that serves it
 * @param binder makes its requests
 * @param writer writes its responses
 * @param head what its answers have before their bodies
 */
record RestOperation<Req, Resp>(
    ContractOperation contract,
    RegisteredMethod<Req, Resp> method,
    RequestBinder binder,
    ResponseWriter writer,
    ResponseHead head) {

  /** The HTTP status of success. */
  int successStatus() {
    return head.status();
  }

  /** The route by which a request has come here. */
  HttpRoute route(HttpMethod method) {
    return new HttpRoute(method.name(), contract.template().toString());
  }

  @Override
  public String toString() {
    return contract.toString();
  }
}
