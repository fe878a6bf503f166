// What the schemas tell of messages: a request to begin with, and a list of its fields.

const MAX_DEPTH = 4;
const COMPONENTS = "#/components/schemas/";

export class Schemas {
  constructor(schemas, messages) {
    this.schemas = schemas;
    this.messages = messages;
  }

  /** A schema without its reference; its name if it is that of a message or an enum. */
  resolve(schema) {
    const { $ref: reference, ...own } = schema ?? {};
    if (typeof reference !== "string") {
      return { schema: own, name: null };
    }
    const name = reference.startsWith(COMPONENTS) ? reference.slice(COMPONENTS.length) : reference;
    return { schema: { ...(this.schemas[name] ?? {}), ...own }, name };
  }

  /** The properties of a message by their names; null for what is no message with fields. */
  properties(schema) {
    return this.resolve(schema).schema.properties ?? null;
  }

  /** Whether a field is told from one that holds its default. */
  hasPresence(messageName, field) {
    const message = this.messages[messageName] ?? {};
    return (message.optional ?? []).includes(field) || (message.oneofs ?? []).flat().includes(field);
  }

  /** The same of a field inside of messages, by its path. */
  hasPresenceAt(schema, path) {
    const names = path.split(".");
    const field = names.pop();
    const holder = names.reduce((outer, name) => this.properties(outer)?.[name], schema);
    return this.hasPresence(this.resolve(holder).name, field);
  }

  /** A message to begin with: all fields, those that are better left out as null. */
  skeleton(schema) {
    return this.#value(schema, true, []) ?? {};
  }

  #value(reference, required, outer) {
    const { schema, name } = this.resolve(reference);
    const example = "example" in schema ? schema.example : schema.examples?.[0] ?? schema.default;
    if (example !== undefined) {
      return example;
    }
    if (schema.enum) {
      return schema.enum[0];
    }
    const type = Array.isArray(schema.type) ? null : schema.type;
    if (type === "object" && schema.properties && !schema.additionalProperties) {
      return outer.includes(name) || outer.length >= MAX_DEPTH
        ? undefined : this.#object(schema, name, [...outer, name]);
    }
    if (type === "object" && schema.additionalProperties) {
      return required || typeof schema.additionalProperties === "object" ? {} : null;
    }
    switch (type) {
      case "object": return required ? {} : null;
      case "array": return this.#array(schema, required, outer);
      case "boolean": return false;
      case "integer": case "number":
        return schema.minimum > 0 ? schema.minimum : schema.maximum < 0 ? schema.maximum : 0;
      case "string": return text(schema, required);
      default: return null;
    }
  }

  #array(schema, required, outer) {
    const isMessage = this.properties(schema.items) !== null;
    if (schema.minItems > 0 || required || (isMessage && outer.length <= 2)) {
      const element = this.#value(schema.items, true, outer);
      return element === undefined || element === null ? [] : [element];
    }
    return [];
  }

  #object(schema, name, outer) {
    const skipped = new Set((this.messages[name]?.oneofs ?? []).flatMap((fields) => fields.slice(1)));
    const object = {};
    for (const [field, property] of Object.entries(schema.properties)) {
      const resolved = this.resolve(property).schema;
      const required = (schema.required ?? []).includes(field);
      if (skipped.has(field) || resolved.readOnly || (resolved.deprecated && !required)) {
        continue;
      }
      const optional = (this.messages[name]?.optional ?? []).includes(field);
      const value = optional && !required ? null : this.#value(property, required, outer);
      if (value !== undefined) {
        object[field] = value;
      }
    }
    return object;
  }

  /** The fields of a message and of those in it, as rows of a table. */
  fields(schema, prefix = "", outer = []) {
    const { schema: message, name } = this.resolve(schema);
    if (!message.properties || outer.includes(name) || outer.length >= MAX_DEPTH) {
      return [];
    }
    return Object.entries(message.properties).flatMap(([field, property]) => {
      const { schema: own } = this.resolve(property);
      const items = own.type === "array" ? own.items
        : typeof own.additionalProperties === "object" ? own.additionalProperties : property;
      const path = `${prefix}${field}${own.type === "array" ? "[]" : items === property ? "" : "[key]"}`;
      const one = (this.messages[name]?.oneofs ?? []).find((fields) => fields.includes(field));
      return [{
        path,
        type: this.#type(property),
        required: (message.required ?? []).includes(field),
        deprecated: own.deprecated === true,
        readOnly: own.readOnly === true,
        others: one?.length > 1 ? one.filter((other) => other !== field) : [],
        choices: this.resolve(items).schema.enum ?? [],
        description: own.description ?? "",
      }, ...this.fields(items, `${path}.`, [...outer, name])];
    });
  }

  #type(property) {
    const { schema, name } = this.resolve(property);
    if (schema.type === "array") {
      return `list of ${this.#type(schema.items)}`;
    }
    if (typeof schema.additionalProperties === "object") {
      return `map of ${this.#type(schema.additionalProperties)}`;
    }
    const type = Array.isArray(schema.type) ? schema.type.join(" or ") : schema.type ?? "any";
    return name ? name.split(".").pop() : schema.format ? `${type}, ${schema.format}` : type;
  }
}

function text(schema, required) {
  if (schema.format === "int64" || schema.format === "uint64") {
    return "0";
  }
  if (schema.format === "date-time") {
    return required ? new Date().toISOString() : null;
  }
  if (schema.pattern?.endsWith("s$")) {
    return required ? "1s" : null;
  }
  return "";
}
