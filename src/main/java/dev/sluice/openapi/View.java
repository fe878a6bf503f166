package dev.sluice.openapi;

import com.google.api.FieldBehavior;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.FieldNames;
import dev.sluice.config.JsonConfig;
import dev.sluice.config.TranscodingConfig;
import io.vertx.core.json.JsonObject;

/**
 * How the generator sees descriptors.
 *
 * @param comments their comments
 * @param annotations what grpc-gateway's annotations say of them
 * @param visibility what of them may be seen
 * @param names what they are called
 * @param json how their JSON is read and spelled, where an operation does not say it
 */
record View(
    Comments comments,
    Annotations annotations,
    Visibility visibility,
    Names names,
    JsonConfig json) {

  /** What is told of a field by its annotation, or else by its comment. */
  String told(FieldDescriptor field) {
    return annotations.of(field).getString("description", comments.of(field));
  }

  /** Whether a client may give the field that a path leads to. */
  boolean takes(FieldPath path) {
    return path.fields().stream()
        .allMatch(
            field ->
                visibility.shows(field)
                    && !FieldWords.has(field, FieldBehavior.OUTPUT_ONLY)
                    && !annotations.of(field).getBoolean("readOnly", false));
  }

  static View of(DescriptorSet set, ContractConfig config, TranscodingConfig transcoding) {
    boolean protoNames = config.fieldNames() == FieldNames.PROTO;
    JsonConfig json =
        protoNames
            ? transcoding.json().with(new JsonObject().put("protoFieldNames", true))
            : transcoding.json();
    return new View(
        new Comments(),
        Annotations.of(set),
        new Visibility(config.visibility()),
        new Names(config, json.protoFieldNames(), set),
        json);
  }

  /** Sees all, by the names that there are unless told otherwise, and no annotations. */
  static View plain() {
    return of(
        DescriptorSet.of(FileDescriptorSet.getDefaultInstance()),
        ContractConfig.DEFAULT,
        TranscodingConfig.DEFAULT);
  }
}
