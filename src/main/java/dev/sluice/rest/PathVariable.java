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
 * @param separator what stands between its values if the field is repeated
 */
record PathVariable(
    PathTemplate template, Variable variable, FieldPath field, UriText.Mode mode, char separator) {

  /**
   * Sets the field to what the variable has in a path.
   *
   * @throws RefusedException if the text is no value of the field
   */
  void bind(RestPath path, Message.Builder message) {
    String text = path.value(template, variable, mode);
    Message.Builder owner = field.owner(message);
    try {
      if (field.leaf().isRepeated()) {
        setAll(owner, text);
      } else {
        owner.setField(field.leaf(), TextValues.parse(owner, field.leaf(), text));
      }
    } catch (JsonException e) {
      throw RefusedException.badField(variable.fieldPath(), e.problem() + " in the path");
    }
  }

  private void setAll(Message.Builder owner, String text) throws JsonException {
    owner.clearField(field.leaf());
    int start = 0;
    while (start <= text.length()) {
      int next = text.indexOf(separator, start);
      int end = next < 0 ? text.length() : next;
      owner.addRepeatedField(
          field.leaf(), TextValues.parse(owner, field.leaf(), text.substring(start, end)));
      start = end + 1;
    }
  }
}
