package dev.sluice.openapi;

import dev.sluice.config.HeaderConfig;
import dev.sluice.config.HeaderRule;
import dev.sluice.config.RestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers that are metadata by the settings of a server ({@code rest.requestHeaders} and {@code
 * rest.responseHeaders}, or those of an operation), told in a contract: as parameters of its
 * operations, and as headers of their answers. Rules for all names that begin alike are told
 * nowhere.
 *
 * <p>The server takes and sends them whether or not a contract tells of them.
 */
public final class MetadataHeaders {

  private static final String BINARY = "-bin";

  private final JsonObject document;
  private final References references;

  private MetadataHeaders(JsonObject document) {
    this.document = document;
    this.references = new References(document);
  }

  /**
   * Tells of them.
   *
   * @param config the settings; those in {@code x-grpc-rest} of an operation count more
   * @param contract the contract, which stays as it is
   * @return the contract with them; what it says itself of a header stays
   */
  public static Contract in(RestConfig config, Contract contract) {
    HeaderConfig usual = config.transcoding().headers();
    if (usual.equals(HeaderConfig.NONE)
        && contract.operations().stream().noneMatch(MetadataHeaders::hasOwn)) {
      return contract;
    }
    Contract copy = Contract.of(contract.document().copy());
    MetadataHeaders headers = new MetadataHeaders(copy.document());
    for (ContractOperation operation : copy.operations()) {
      HeaderConfig own =
          hasOwn(operation) ? config.with(operation.settings()).transcoding().headers() : usual;
      headers.tellOfRequest(operation, own.request());
      tellOfAnswers(operation.definition(), own.response());
    }
    return Contract.of(copy.document());
  }

  private static boolean hasOwn(ContractOperation operation) {
    return operation.definition().getValue(ContractReader.GRPC_REST) instanceof JsonObject settings
        && (settings.containsKey("requestHeaders") || settings.containsKey("responseHeaders"));
  }

  private void tellOfRequest(ContractOperation operation, List<HeaderRule> rules) {
    JsonObject definition = operation.definition();
    JsonArray parameters = BoundParameter.parameters(definition).copy();
    JsonArray known = new JsonArray();
    parameters.forEach(each -> known.add(references.follow(each)));
    JsonObject paths = document.getJsonObject("paths");
    if (references.follow(paths.getValue(operation.path())) instanceof JsonObject item) {
      BoundParameter.parameters(item).forEach(each -> known.add(references.follow(each)));
    }
    for (HeaderRule rule : rules) {
      String name = rule.from();
      String metadata = renamed(rules, rule);
      if (metadata != null && FieldBinding.isHeader(name) && !HeaderParameters.has(known, name)) {
        JsonObject parameter =
            Operations.header(name, "The metadata `" + metadata + "` of the call" + end(name));
        known.add(parameter);
        parameters.add(parameter);
      }
    }
    if (!parameters.isEmpty()) {
      definition.put("parameters", parameters);
    }
  }

  private static void tellOfAnswers(JsonObject definition, List<HeaderRule> rules) {
    if (!(definition.getValue("responses") instanceof JsonObject responses)) {
      return;
    }
    for (String status : responses.fieldNames()) {
      if (status.matches("2(\\d\\d|XX)")
          && responses.getValue(status) instanceof JsonObject response
          && !response.containsKey("$ref")) {
        tellOfAnswer(response, rules);
      }
    }
  }

  private static void tellOfAnswer(JsonObject response, List<HeaderRule> rules) {
    JsonObject headers =
        response.getValue("headers") instanceof JsonObject given ? given.copy() : new JsonObject();
    for (HeaderRule rule : rules) {
      String name = renamed(rules, rule);
      if (name != null && headers.fieldNames().stream().noneMatch(name::equalsIgnoreCase)) {
        String description = "The metadata `" + rule.from() + "` of the answer, if there is any";
        headers.put(
            name,
            new JsonObject()
                .put("description", description + end(name))
                .put("schema", new JsonObject().put("type", "string")));
      }
    }
    if (!headers.isEmpty()) {
      response.put("headers", headers);
    }
  }

  /** The name that a rule gives, or one before it; null if it is for several. */
  private static @Nullable String renamed(List<HeaderRule> rules, HeaderRule rule) {
    return rule.from().endsWith("*") ? null : HeaderConfig.renamed(rules, rule.from());
  }

  private static String end(String name) {
    return name.endsWith(BINARY) ? ", in base64." : ".";
  }
}
