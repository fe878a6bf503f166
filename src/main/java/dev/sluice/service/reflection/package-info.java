/** {@code grpc.reflection.v1.ServerReflection}, and its v1alpha for older clients. */
@NullMarked
package dev.sluice.service.reflection;

import org.jspecify.annotations.NullMarked;
