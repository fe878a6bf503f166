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
 * @param reading how its text is read
 */
record PathVariable(PathTemplate template, Variable variable, FieldPath field, Reading reading) {

  /**
   * How the text of a variable is read.
   *
   * @param mode how it is decoded if it may span several segments
   * @param separator what stands between its values if the field is repeated
   * @param ignoreCase whether names of enums are read in any case
   */
  record Reading(UriText.Mode mode, char separator, boolean ignoreCase) {}

  /**
   * Sets the field to what the variable has in a path.
   *
   * @throws RefusedException if the text is no value of the field
   */
  void bind(RestPath path, Message.Builder message) {
    String text = path.value(template, variable, reading.mode());
    Message.Builder owner = field.owner(message);
    try {
      if (field.leaf().isRepeated()) {
        setAll(owner, text);
      } else {
        owner.setField(field.leaf(), value(owner, text));
      }
    } catch (JsonException e) {
      throw RefusedException.badField(variable.fieldPath(), e.problem() + " in the path");
    }
  }

  private void setAll(Message.Builder owner, String text) throws JsonException {
    owner.clearField(field.leaf());
    int start = 0;
    while (start <= text.length()) {
      int next = text.indexOf(reading.separator(), start);
      int end = next < 0 ? text.length() : next;
      owner.addRepeatedField(field.leaf(), value(owner, text.substring(start, end)));
      start = end + 1;
    }
  }

  private Object value(Message.Builder owner, String text) throws JsonException {
    return TextValues.parse(owner, field.leaf(), text, reading.ignoreCase());
  }
}
