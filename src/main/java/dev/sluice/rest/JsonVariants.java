package dev.sluice.rest;

import dev.sluice.openapi.ContractOperation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * An operation once for each way in which requests may ask for its JSON, by parameters like {@code
 * $emitDefaults=true}: {@code rest.jsonParameters} says which there are. Made when they are first
 * asked for, and as many as there are combinations at most.
 *
 * <p>Safe for use from any thread.
 */
final class JsonVariants<Req, Resp> {

  private final Set<String> keys;
  private final Function<JsonObject, RestOperation<Req, Resp>> compiler;
  private final Map<JsonObject, RestOperation<Req, Resp>> made = new ConcurrentHashMap<>();

  /**
   * Makes none yet.
   *
   * @param keys the settings that requests may change, of {@link ContractOperation#json}
   * @param compiler makes the operation with settings in place of its own
   */
  JsonVariants(Set<String> keys, Function<JsonObject, RestOperation<Req, Resp>> compiler) {
    this.keys = Set.copyOf(keys);
    this.compiler = compiler;
  }

  /**
   * The operation as a query asks for it.
   *
   * @param plain the operation as it is if the query asks for nothing
   * @throws RefusedException if a setting is neither true nor false
   */
  RestOperation<Req, Resp> of(RestOperation<Req, Resp> plain, String query) {
    JsonObject asked = QueryBinder.settings(query, keys);
    return asked.isEmpty() ? plain : made.computeIfAbsent(asked, compiler);
  }
}
