/** {@code grpc.health.v1.Health}: which services take calls. */
@NullMarked
package dev.sluice.service.health;

import org.jspecify.annotations.NullMarked;
