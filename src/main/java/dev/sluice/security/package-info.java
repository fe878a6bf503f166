/**
 * Who may call.
 *
 * <p>{@link dev.sluice.security.Security} makes two interceptors of the configuration. The first
 * has the {@link dev.sluice.security.Authenticator}s find out who calls, the second holds that
 * against the rules. Both know a call by its gRPC method, whichever door it came by. Authenticators
 * of one's own are added as {@link dev.sluice.security.AuthenticatorProvider}s.
 */
@NullMarked
package dev.sluice.security;

import org.jspecify.annotations.NullMarked;
