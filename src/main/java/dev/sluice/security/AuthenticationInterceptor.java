package dev.sluice.security;

import dev.sluice.call.Interceptor;
import dev.sluice.call.Principal;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the authenticators find out who calls, one after the other until one knows.
 *
 * <p>A call goes on at once where that is known at once. Else it is paused meanwhile, and nothing
 * of it is read.
 */
final class AuthenticationInterceptor implements Interceptor {

  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationInterceptor.class);
  private static final int TIMEOUT_SECONDS = 10;

  private final List<Authenticator> authenticators;
  private final Challenges challenges;
  private final boolean takesAuthorization;

  AuthenticationInterceptor(List<Authenticator> authenticators, Challenges challenges) {
    this.authenticators = List.copyOf(authenticators);
    this.challenges = challenges;
    this.takesAuthorization =
        authenticators.stream().anyMatch(each -> each.metadata().contains("authorization"));
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    return call -> {
      Future<@Nullable Principal> who = ask(new Credentials(call), 0);
      if (who.isComplete()) {
        if (isKnown(call, who)) {
          next.handle(call);
        }
        return;
      }
      call.pause();
      who.timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .onComplete((principal, e) -> call.context().emit(v -> resume(call, principal, e, next)));
    };
  }

  private <Req, Resp> void resume(
      ServerCall<Req, Resp> call,
      @Nullable Principal principal,
      @Nullable Throwable failure,
      Handler<ServerCall<Req, Resp>> next) {
    if (call.status() == null
        && isKnown(
            call,
            failure == null ? Future.succeededFuture(principal) : Future.failedFuture(failure))) {
      call.passOn(next);
    }
  }

  private Future<@Nullable Principal> ask(Credentials credentials, int from) {
    for (int i = from; i < authenticators.size(); i++) {
      Future<@Nullable Principal> answer;
      try {
        answer = authenticators.get(i).authenticate(credentials);
      } catch (RuntimeException e) {
        return Future.failedFuture(e);
      }
      if (!answer.isComplete()) {
        int rest = i + 1;
        return answer.compose(
            found -> found == null ? ask(credentials, rest) : Future.succeededFuture(found));
      }
      if (answer.failed() || answer.result() != null) {
        return answer;
      }
    }
    return takesAuthorization && credentials.hasAuthorization()
        ? Future.failedFuture(new BadCredentialsException("no authenticator knows such a token"))
        : Future.succeededFuture();
  }

  /** Takes note of the caller, or ends the call; whether it may go on. */
  private boolean isKnown(ServerCall<?, ?> call, Future<@Nullable Principal> who) {
    Throwable failure = who.cause();
    if (failure == null) {
      Principal principal = who.result();
      if (principal != null) {
        call.principal(principal);
      }
      return true;
    }
    if (failure instanceof BadCredentialsException bad) {
      LOG.debug("{}: {}", call.method().fullName(), bad.getMessage());
      challenges.refuse(call, bad);
    } else if (failure instanceof TimeoutException) {
      LOG.warn("An authenticator has not answered for {} s", TIMEOUT_SECONDS);
      call.response()
          .fail(new StatusException(GrpcStatus.UNAVAILABLE, "who calls cannot be found out now"));
    } else {
      call.response().fail(failure);
    }
    return false;
  }
}
