package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ZeroValueTest {

  private static final FieldDescriptor TEXT = Person.getDescriptor().findFieldByName("email");
  private static final FieldDescriptor NUMBER = Person.getDescriptor().findFieldByName("id");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'pattern':'^a+$'} ; {'pattern':'^$|(?:^a+$)'} ; true",
        "{'pattern':'a|b'} ; {'pattern':'^$|(?:a|b)'} ; true",
        "{'pattern':'^[^@]+@','maxLength':9} ; {'pattern':'^$|(?:^[^@]+@)','maxLength':9} ; true",
        "{'pattern':'^a*$'} ; {'pattern':'^a*$'} ; false",
        "{'minLength':1,'pattern':'^a*$'} ; {'pattern':'^a*$'} ; true",
        "{'enum':['a']} ; {'enum':['','a']} ; true",
        "{'const':'a'} ; {'enum':['','a']} ; true",
        "{'maxLength':9} ; {'maxLength':9} ; false",
      })
  void emptyTextPasses(String before, String after, boolean changed) {
    JsonObject schema = json(before);

    assertThat(ZeroValue.exempt(schema, TEXT)).isEqualTo(changed);
    assertThat(schema).isEqualTo(json(after));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'minimum':1,'maximum':9} ; {'maximum':9} ; true",
        "{'exclusiveMinimum':0} ; {} ; true",
        "{'maximum':-1} ; {} ; true",
        "{'minimum':0} ; {'minimum':0} ; false",
      })
  void zeroPasses(String before, String after, boolean changed) {
    JsonObject schema = json(before);

    assertThat(ZeroValue.exempt(schema, NUMBER)).isEqualTo(changed);
    assertThat(schema).isEqualTo(json(after));
  }

  @Test
  void addressesOfPeopleKeepTheirFormAndMayBeEmpty() {
    JsonObject email = new Schemas(View.plain()).field(TEXT);

    Pattern pattern = Pattern.compile(email.getString("pattern"));
    assertThat(email.getInteger("maxLength")).isEqualTo(254);
    assertThat(email.getString("description")).contains("May be left empty.");
    assertThat(pattern.matcher("").find()).isTrue();
    assertThat(pattern.matcher("ada@example.org").find()).isTrue();
    assertThat(pattern.matcher("ada").find()).isFalse();
    assertThat(pattern.matcher("ada @example.org").find()).isFalse();
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }
}
