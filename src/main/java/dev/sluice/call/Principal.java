package dev.sluice.call;

import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, as an authenticator has found out.
 *
 * @param name the caller's name, such as the subject of a token; unique for its authenticator only
 * @param authenticator the name of the authenticator that vouches for it
 * @param scopes what the caller's credentials were issued for
 * @param roles what the caller is
 * @param claims all that its credentials say of it
 */
public record Principal(
    String name, String authenticator, Set<String> scopes, Set<String> roles, JsonObject claims) {

  /** Copies the sets and the claims. */
  public Principal {
    scopes = Set.copyOf(scopes);
    roles = Set.copyOf(roles);
    claims = claims.copy();
  }

  /** A copy of the claims. */
  @Override
  public JsonObject claims() {
    return claims.copy();
  }

  /**
   * A claim, without a copy of all others.
   *
   * @param path its name, or, for one within others, their names with dots between them, such as
   *     {@code realm_access.roles}; a claim whose own name has dots goes first
   * @return its value, not to be changed; null if there is none
   */
  public @Nullable Object claim(String path) {
    return claim(claims, path);
  }

  /**
   * A claim of a set of claims.
   *
   * @param claims the claims
   * @param path its name or path, as for {@link #claim(String)}
   * @return its value, or null
   */
  public static @Nullable Object claim(JsonObject claims, String path) {
    Object value = claims.getValue(path);
    int dot = path.indexOf('.');
    if (value != null || dot < 0) {
      return value;
    }
    return claims.getValue(path.substring(0, dot)) instanceof JsonObject inner
        ? claim(inner, path.substring(dot + 1))
        : null;
  }

  /**
   * Who makes a call.
   *
   * @param request the call, as services are given it
   * @return the caller, or null for one that has not said who it is
   */
  public static @Nullable Principal of(GrpcServerRequest<?, ?> request) {
    return request instanceof ServerCall<?, ?> call ? call.principal() : null;
  }

  /**
   * Who makes the call that the current context serves; for methods that are given messages only.
   *
   * @return the caller, or null for one that has not said who it is, and outside of calls
   */
  public static @Nullable Principal current() {
    ServerCall<?, ?> call = ServerCall.current();
    return call == null ? null : call.principal();
  }

  /** Names the caller, but not what it may: the string is for logs. */
  @Override
  public String toString() {
    return authenticator + ":" + name;
  }
}
