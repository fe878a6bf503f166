/** {@code routeguide.RouteGuide}, the service of the gRPC tutorials with all kinds of streams. */
@NullMarked
package dev.sluice.service.routeguide;

import org.jspecify.annotations.NullMarked;
