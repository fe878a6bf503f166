package dev.sluice.openapi;

import io.vertx.core.json.JsonObject;

/** The failures that operations tell of one by one; all others are in their default response. */
enum Failure {
  BAD_REQUEST("400", "BadRequest", "The request cannot be read, or breaks a rule."),
  UNAUTHENTICATED("401", "Unauthenticated", "The caller has not proved who it is."),
  FORBIDDEN("403", "Forbidden", "The caller may not do this."),
  NOT_FOUND("404", "NotFound", "There is nothing by that name."),
  CONFLICT("409", "Conflict", "What is there already is in the way."),
  PRECONDITION_FAILED("412", "PreconditionFailed", "The resource has another entity tag.");

  /** What the names of responses end in that have the form that a renderer gives them. */
  static final String RENDERED = "Rendered";

  private final String status;
  private final String component;
  private final String description;

  Failure(String status, String component, String description) {
    this.status = status;
    this.component = component;
    this.description = description;
  }

  String status() {
    return status;
  }

  /**
   * The name of its response among the components.
   *
   * @param rendered whether it has the form that a renderer gives it
   */
  String component(boolean rendered) {
    return rendered ? component + RENDERED : component;
  }

  String description() {
    return description;
  }

  JsonObject reference(boolean rendered) {
    return new JsonObject().put("$ref", "#/components/responses/" + component(rendered));
  }
}
