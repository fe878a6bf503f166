package dev.sluice.rest;

import dev.sluice.call.RegisteredMethod;
import dev.sluice.openapi.ContractOperation;

/**
 * An operation of the contract, ready to be called.
 *
 * @param contract what the contract says of it
 * @param method the method that serves it
 * @param binder makes its requests
 * @param writer writes its responses
 * @param successStatus the HTTP status of success
 */
record RestOperation<Req, Resp>(
    ContractOperation contract,
    RegisteredMethod<Req, Resp> method,
    RequestBinder binder,
    ResponseWriter writer,
    int successStatus) {

  @Override
  public String toString() {
    return contract.toString();
  }
}
