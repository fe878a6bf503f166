package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which fields of the request go by headers, cookies or the address. */
final class BindingReader {

  static final String GRPC_FIELD = "x-grpc-field";
  static final String GRPC_REMOTE_ADDRESS = "x-grpc-remote-address";

  private final References references;
  private final Faults faults;

  /** Hears of what is wrong. */
  interface Faults {
    void add(String place, @Nullable Object value, String expected);
  }

  BindingReader(References references, Faults faults) {
    this.references = references;
    this.faults = faults;
  }

  /**
   * Reads the bindings of an operation.
   *
   * @param item the path item, whose parameters count too
   * @param place the JSON pointer of the operation
   */
  List<FieldBinding> read(JsonObject item, JsonObject operation, String place) {
    List<FieldBinding> bindings = new ArrayList<>();
    Set<List<Object>> names = new HashSet<>();
    for (JsonObject holder : List.of(operation, item)) {
      if (!(holder.getValue("parameters") instanceof JsonArray parameters)) {
        continue;
      }
      for (Object each : parameters) {
        if (references.follow(each) instanceof JsonObject parameter
            && parameter.getValue("name") instanceof String name
            && names.add(List.of(String.valueOf(parameter.getValue("in")), name))
            && parameter.containsKey(GRPC_FIELD)) {
          add(parameter, name, place + "/parameters/" + name, bindings);
        }
      }
    }
    Object address = operation.getValue(GRPC_REMOTE_ADDRESS);
    if (address instanceof String field) {
      bindings.add(new FieldBinding(field, FieldBinding.Source.REMOTE_ADDRESS, "", false));
    } else if (address != null) {
      faults.add(place + "/" + GRPC_REMOTE_ADDRESS, address, "the name of a field");
    }
    return bindings;
  }

  private void add(JsonObject parameter, String name, String place, List<FieldBinding> bindings) {
    Object in = parameter.getValue("in");
    if (!(parameter.getValue(GRPC_FIELD) instanceof String field)) {
      faults.add(place + "/" + GRPC_FIELD, parameter.getValue(GRPC_FIELD), "the name of a field");
    } else if ("header".equals(in) || "cookie".equals(in)) {
      FieldBinding.Source source =
          "header".equals(in) ? FieldBinding.Source.HEADER : FieldBinding.Source.COOKIE;
      boolean required = Boolean.TRUE.equals(parameter.getValue("required"));
      bindings.add(new FieldBinding(field, source, name, required));
    } else {
      faults.add(place + "/in", in, "header or cookie, as there is " + GRPC_FIELD);
    }
  }
}
