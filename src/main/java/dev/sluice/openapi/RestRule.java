package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sluice.config.JsonConfig;
import dev.sluice.proto.api.JsonOptions;
import dev.sluice.proto.api.RestOptions;
import dev.sluice.proto.api.RestProto;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a method is answered over REST, from its option {@code sluice.api.rest}.
 *
 * @param successStatus the HTTP status of success
 * @param headers the fields that are in headers
 * @param json how its JSON differs, by the keys of {@link JsonConfig}
 */
record RestRule(int successStatus, ResourceHeaders headers, JsonObject json) {

  private static final RestRule DEFAULT = new RestRule(200, ResourceHeaders.NONE, new JsonObject());

  /** The statuses of success that mean an answer without a body. */
  static boolean isWithoutBody(int status) {
    return status == 204 || status == 205;
  }

  /** The rule of a method. What is wrong with it is added to the faults and left out. */
  static RestRule of(MethodDescriptor method, List<String> faults) {
    MethodOptions options = HttpBinding.options(method, RestProto.rest);
    if (!options.hasExtension(RestProto.rest)) {
      return DEFAULT;
    }
    RestOptions rest = options.getExtension(RestProto.rest);
    String place = method.getService().getFullName() + "/" + method.getName() + ": ";
    List<String> found = new ArrayList<>();
    int status = rest.getSuccessStatus() == 0 ? 200 : rest.getSuccessStatus();
    if (status < 200 || status > 299) {
      found.add("success_status: " + status + " (expected: 200 to 299)");
    } else if (isWithoutBody(status) && method.isServerStreaming()) {
      found.add("success_status: " + status + " (expected: one with a body, for the stream)");
    }
    PathTemplate location = null;
    if (!rest.getLocation().isEmpty()) {
      try {
        location = PathTemplate.parse(rest.getLocation());
      } catch (IllegalArgumentException e) {
        found.add("location: " + e.getMessage());
      }
    }
    ResourceHeaders headers =
        new ResourceHeaders(location, textOrNull(rest.getEtag()), textOrNull(rest.getIfMatch()));
    found.addAll(headers.faults(method, ResourceHeaders.Source.RULE));
    found.forEach(fault -> faults.add(place + fault));
    return found.isEmpty() ? new RestRule(status, headers, json(rest.getJson())) : DEFAULT;
  }

  private static JsonObject json(JsonOptions options) {
    JsonObject json = new JsonObject();
    for (FieldDescriptor field : JsonOptions.getDescriptor().getFields()) {
      if (options.hasField(field)) {
        json.put(field.getJsonName(), options.getField(field));
      }
    }
    return json;
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
