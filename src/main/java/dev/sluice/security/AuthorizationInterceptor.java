package dev.sluice.security;

import dev.sluice.call.Interceptor;
import dev.sluice.call.Principal;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.AccessConfig;
import dev.sluice.config.AccessConfig.Kind;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;

/** Lets those callers pass that a method's rule allows. */
final class AuthorizationInterceptor implements Interceptor {

  private final AccessRules rules;
  private final Challenges challenges;

  AuthorizationInterceptor(AccessRules rules, Challenges challenges) {
    this.rules = rules;
    this.challenges = challenges;
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    AccessConfig access = rules.of(method.fullName());
    if (access.kind() == Kind.ANYONE) {
      return next;
    }
    return call -> {
      Principal principal = call.principal();
      if (principal == null && access.kind() != Kind.NOBODY) {
        challenges.demand(call);
      } else if (principal != null && AccessRules.allows(access, principal)) {
        next.handle(call);
      } else {
        call.response()
            .fail(
                new StatusException(
                    GrpcStatus.PERMISSION_DENIED, "not allowed to call " + method.fullName()));
      }
    };
  }
}
