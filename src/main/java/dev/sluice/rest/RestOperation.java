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

  @Override
  public String toString() {
    return contract.toString();
  }
}
