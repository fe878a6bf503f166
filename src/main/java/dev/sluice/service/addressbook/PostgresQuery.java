package dev.sluice.service.addressbook;

import io.vertx.sqlclient.Tuple;

/**
 * The query for a page of those people that match a filter.
 *
 * @param text the query
 * @param values the values of its parameters
 */
record PostgresQuery(String text, Tuple values) {

  /** The query for people with an id greater than {@code afterId}. */
  static PostgresQuery of(PersonFilter filter, int afterId, int limit) {
    Tuple values = Tuple.of(afterId);
    StringBuilder text = new StringBuilder("SELECT id, content FROM person WHERE id > $1");
    for (PersonFilter.Term term : filter.terms()) {
      text.append(" AND ").append(condition(term, values));
    }
    values.addInteger(limit);
    return new PostgresQuery(
        text.append(" ORDER BY id LIMIT $").append(values.size()).toString(), values);
  }

  private static String condition(PersonFilter.Term term, Tuple values) {
    String parameter = "$" + (values.size() + 1);
    if (term instanceof PersonFilter.Equal equal) {
      values.addBuffer(PostgresRow.bytes(equal.text()));
      return column(equal.field()) + " = " + parameter;
    }
    if (term instanceof PersonFilter.Contains contains) {
      values.addBuffer(PostgresRow.bytes(PersonFilter.fold(contains.text())));
      return "position(" + parameter + "::bytea IN folded_" + column(contains.field()) + ") > 0";
    }
    PersonFilter.HasPhone phone = (PersonFilter.HasPhone) term;
    values.addInteger(PostgresRow.bits(phone.type()));
    return "phone_types & " + parameter + " <> 0";
  }

  private static String column(PersonFilter.TextField field) {
    return switch (field) {
      case NAME -> "name";
      case EMAIL -> "email";
    };
  }
}
