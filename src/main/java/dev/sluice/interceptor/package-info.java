/** What wraps every call, at every door: the access log and the metrics. */
@NullMarked
package dev.sluice.interceptor;

import org.jspecify.annotations.NullMarked;
