package dev.sluice.security;

import dev.sluice.call.ServerCall;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What callers are told who are not known: UNAUTHENTICATED, with {@code WWW-Authenticate}. */
final class Challenges {

  private static final String HEADER = "www-authenticate";
  private static final String BEARER = "Bearer";
  private static final String REALM = " realm=\"sluice\"";

  private final List<String> challenges;

  Challenges(List<Authenticator> authenticators) {
    this.challenges =
        authenticators.stream()
            .map(Authenticator::challenge)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
  }

  /** Ends a call that came without credentials. */
  void demand(ServerCall<?, ?> call) {
    end(call, null, "authentication is required");
  }

  /** Ends a call whose credentials are not good. */
  void refuse(ServerCall<?, ?> call, BadCredentialsException why) {
    end(call, why.error(), "the credentials are not valid");
  }

  private void end(ServerCall<?, ?> call, @Nullable String error, String message) {
    for (String challenge : challenges) {
      call.response().headers().add(HEADER, withError(challenge, error));
    }
    call.response().fail(new StatusException(GrpcStatus.UNAUTHENTICATED, message));
  }

  private static String withError(String challenge, @Nullable String error) {
    if (!challenge.equals(BEARER)) {
      return challenge;
    }
    return BEARER + REALM + (error == null ? "" : ", error=\"" + error + "\"");
  }
}
