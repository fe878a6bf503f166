package dev.sluice.openapi;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An OpenAPI 3.0 or 3.1 document, read as the contract of the REST door.
 *
 * <p>An operation takes part when it names its gRPC method in {@code x-grpc-method}; the others are
 * {@linkplain #ignored() listed} and nothing more. Immutable as long as nobody writes to the {@link
 * #document()}, and then safe to share between threads.
 */
public final class Contract {

  private static final String GENERATED_BY = "x-generated-by";
  private static final String SLUICE = "sluice";
  private static final String CONFIGURED = "sluice, with settings of operations";

  private final String text;
  private final JsonObject document;
  private final List<ContractOperation> operations;
  private final List<String> ignored;

  private Contract(String text, JsonObject document, ContractReader reader) {
    this.text = text;
    this.document = document;
    this.operations = List.copyOf(reader.operations());
    this.ignored = List.copyOf(reader.ignored());
  }

  /**
   * Reads a contract.
   *
   * <p>Text that begins with a brace is JSON, all else YAML with the core schema of YAML 1.2 (so
   * {@code no} and {@code 2025-01-01} are texts). Duplicate keys, cycles and aliases that multiply
   * are refused. The document as a whole is not validated: see {@link DocumentCheck}.
   *
   * @param text the document
   * @return the contract
   * @throws ContractException with all faults at once, each with the JSON pointer of its place
   */
  public static Contract parse(String text) {
    JsonObject document = DocumentParser.parse(text);
    ContractReader reader = new ContractReader(document);
    reader.read();
    return new Contract(text, document, reader);
  }

  /** The document, extensions included; shared, to be read only. */
  public JsonObject document() {
    return document;
  }

  /** The document as YAML: the text it was read from, unless that was JSON. */
  public String yaml() {
    return DocumentParser.isJson(text) ? YamlText.of(document) : text;
  }

  /** The operations that gRPC methods serve, in the order of the document. */
  public List<ContractOperation> operations() {
    return operations;
  }

  /** The services whose methods serve the operations, in the order in which they come up. */
  List<String> services() {
    return operations.stream().map(ContractOperation::serviceName).distinct().toList();
  }

  /** Those of some methods that no operation leads to. */
  public List<MethodDescriptor> unserved(Collection<MethodDescriptor> methods) {
    Set<String> served =
        operations.stream().map(ContractOperation::grpcMethod).collect(Collectors.toSet());
    return methods.stream()
        .filter(each -> !served.contains(each.getService().getFullName() + "/" + each.getName()))
        .toList();
  }

  /** The operations without {@code x-grpc-method}, for example {@code GET /about}. */
  public List<String> ignored() {
    return ignored;
  }

  /**
   * Whether the document says that it was generated ({@code x-generated-by: sluice}). Such a
   * contract has to hold all that the descriptors say; a hand-written one may leave things out.
   */
  public boolean generated() {
    return SLUICE.equals(document.getValue(GENERATED_BY));
  }

  /** Whether its names and schemas are those of the generator, whatever is configured. */
  boolean describesAll() {
    return generated() || CONFIGURED.equals(document.getValue(GENERATED_BY));
  }

  /**
   * The same contract with what callers have to bring, unless it has security schemes itself.
   *
   * @param schemes the security schemes by name
   * @param requirements what a method, {@code package.Service/Method}, requires: alternatives, none
   *     of which is needed if empty
   */
  public Contract secured(
      Map<String, JsonObject> schemes, Function<String, JsonArray> requirements) {
    if (schemes.isEmpty() || SecurityRequirements.isIn(document)) {
      return this;
    }
    JsonObject secured = document.copy();
    SecurityRequirements.write(
        secured,
        schemes,
        operation -> requirements.apply(operation.getString(ContractReader.GRPC_METHOD)));
    return of(secured);
  }

  /**
   * The contract of methods by their own paths, {@code POST /package.Service/Method}, in which
   * operations are named like their methods.
   */
  public static Contract ofOwnPaths(Collection<MethodDescriptor> methods) {
    JsonObject paths = new JsonObject();
    for (MethodDescriptor method : methods) {
      String name = method.getService().getFullName() + "/" + method.getName();
      JsonObject operation =
          new JsonObject()
              .put("operationId", name)
              .put(ContractReader.GRPC_METHOD, name)
              .put(ContractReader.GRPC_BODY, "*")
              .put(ContractReader.GRPC_STREAMING, Streaming.of(method).toString());
      paths.put("/" + name, new JsonObject().put("post", operation));
    }
    return of(new JsonObject().put("openapi", "3.1.0").put("paths", paths));
  }

  /** The contract that a document is. */
  static Contract of(JsonObject document) {
    ContractReader reader = new ContractReader(document);
    reader.read();
    return new Contract(document.encode(), document, reader);
  }

  static void unmarkGenerated(JsonObject document) {
    document.remove(GENERATED_BY);
  }

  static void markConfigured(JsonObject document) {
    document.put(GENERATED_BY, CONFIGURED);
  }

  static void markGenerated(JsonObject document) {
    document.put(GENERATED_BY, SLUICE);
  }
}
