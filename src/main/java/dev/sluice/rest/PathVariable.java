package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.json.JsonException;
import dev.sluice.json.TextValues;
import dev.sluice.openapi.PathTemplate;
import dev.sluice.openapi.PathTemplate.Variable;

/**
 * A variable of a template and the field that it binds.
 *
 * @param template the template
 * @param variable the variable
 * @param field its field
 * @param mode how it is decoded if it may span several segments
 */
record PathVariable(PathTemplate template, Variable variable, FieldPath field, UriText.Mode mode) {

  /**
   * Sets the field to what the variable has in a path.
   *
   * @throws RefusedException if the text is no value of the field
   */
  void bind(RestPath path, Message.Builder message) {
    String text = path.value(template, variable, mode);
    Message.Builder owner = field.owner(message);
    try {
      owner.setField(field.leaf(), TextValues.parse(owner, field.leaf(), text));
    } catch (JsonException e) {
      throw RefusedException.badField(variable.fieldPath(), e.problem() + " in the path");
    }
  }
}
