/** {@code helloworld.Greeter}, the service of the gRPC tutorials. */
@NullMarked
package dev.sluice.service.greeter;

import org.jspecify.annotations.NullMarked;
