package dev.sluice.rest;

import dev.sluice.call.HttpRoute;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.openapi.ContractOperation;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the contract, ready to be called.
 *
 * @param contract what the contract says of it
 * @param method the method that serves it
 * @param binder makes its requests
 * @param writer writes its responses
 * @param head what its answers have before their bodies
 * @param bound the fields that go by headers, cookies or the address, or null if there are none
 * @param errors writes its errors
 * @param rules what holds for its requests and answers
 * @param variants the operation as requests may ask for its JSON, or null if they may not
 */
record RestOperation<Req, Resp>(
    ContractOperation contract,
    RegisteredMethod<Req, Resp> method,
    RequestBinder binder,
    ResponseWriter writer,
    ResponseHead head,
    @Nullable BoundFields bound,
    ErrorWriter errors,
    ExchangeRules rules,
    @Nullable JsonVariants<Req, Resp> variants) {

  /**
   * The operation as a query asks for its JSON.
   *
   * @throws RefusedException if the query asks wrongly
   */
  RestOperation<Req, Resp> as(@Nullable String query) {
    return variants == null || query == null ? this : variants.of(this, query);
  }

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
