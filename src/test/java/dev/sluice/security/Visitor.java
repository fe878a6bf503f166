package dev.sluice.security;

import dev.sluice.call.Principal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An authenticator of a user's own, which takes its time and a name at its word. */
public final class Visitor implements AuthenticatorProvider {

  @Override
  public String type() {
    return "visitor";
  }

  @Override
  public Future<Authenticator> create(Vertx vertx, String name, JsonObject options) {
    return Future.succeededFuture(
        new Authenticator() {
          @Override
          public Future<@Nullable Principal> authenticate(Credentials credentials) {
            String visitor;
            try {
              visitor = credentials.metadata("x-visitor");
            } catch (BadCredentialsException e) {
              return Future.failedFuture(e);
            }
            if (visitor == null) {
              return vertx.timer(1).map(v -> null);
            }
            if (visitor.equals("broken")) {
              throw new IllegalStateException("out of order");
            }
            return vertx
                .timer(5)
                .compose(
                    v ->
                        visitor.equals("nobody")
                            ? Future.failedFuture(new BadCredentialsException("nobody"))
                            : Future.succeededFuture(
                                new Principal(
                                    visitor, name, Set.of(), Set.of(), new JsonObject())));
          }

          @Override
          public Set<String> metadata() {
            return Set.of("x-visitor");
          }

          @Override
          public String challenge() {
            return "Visitor";
          }
        });
  }
}
