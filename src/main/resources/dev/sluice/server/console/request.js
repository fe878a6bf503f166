// How a message becomes a request to an operation, by the rules of google.api.http.

/**
 * The requests of a call: its path and query, a body for each message, and the headers and cookies that
 * fields go by.
 */
export function bind(operation, messages, schemas, requestSchema) {
  const first = messages[0] ?? {};
  const used = new Set();
  const path = operation.path.replace(/\{([^}=]+)(?:=([^}]*))?\}/g, (all, name, pattern) => {
    const field = operation.variables[name] ?? name;
    used.add(field);
    const value = at(first, field);
    if (value === undefined || value === null || (value === "" && !(pattern ?? "").endsWith("**"))) {
      throw new Error(`${field} is part of the path: it needs a value`);
    }
    const text = Array.isArray(value) ? list(field, value, operation.pathSeparator) : String(value);
    if (text.split("/").some((segment) => segment === "." || segment === "..")) {
      throw new Error(`${field} is part of the path: browsers and curl cannot send ${text} there`);
    }
    return pattern && /[*/].*[*/]|\*\*/.test(pattern)
      ? text.split("/").map(encodeURIComponent).join("/") : encodeURIComponent(text);
  });
  const { body, bindings = [] } = operation;
  const elsewhere = operation.withHeaders === false ? { headers: [], cookies: [] }
    : boundValues(bindings, messages, schemas, requestSchema);
  bindings.forEach(({ field }) => used.add(field));
  if (body === "*") {
    return { path, ...elsewhere, bodies: messages.map((message) => JSON.stringify(without(message, used))) };
  }
  const skipped = new Set([...used, ...(body ? [body] : [])]);
  const { name } = schemas.resolve(requestSchema);
  const parameters = query(without(first, skipped), requestSchema, name, schemas, "");
  const bodies = body
    ? messages.map((message) => JSON.stringify(inner(without(message, used), body))) : [];
  return { path: parameters.length ? `${path}?${parameters.join("&")}` : path, ...elsewhere, bodies };
}

/** The headers and cookies that fields go by, as pairs and as texts. */
function boundValues(bindings, messages, schemas, requestSchema) {
  const headers = [], cookies = [];
  for (const binding of bindings) {
    const { field, header, cookie } = binding;
    const text = header || cookie ? boundValue(binding, messages, schemas, requestSchema) : undefined;
    if (text !== undefined && header) {
      if (/[^ -~]|^ | $/.test(text)) {
        throw new Error(`${field} goes by the header ${header}: it can be printable ASCII only, without blanks around it`);
      }
      headers.push([header, text]);
    } else if (text !== undefined) {
      cookies.push(`${cookie}=${encodeURIComponent(text)}`);
    }
  }
  return { headers, cookies };
}

/** The one value that the messages of a call have for a field; undefined if there is none to send. */
function boundValue({ field, header, cookie, required }, messages, schemas, requestSchema) {
  const given = messages.map((message) => at(message, field))
    .filter((value) => value !== undefined && value !== null);
  const told = given.filter((value) => !isZero(value) || schemas.hasPresenceAt(requestSchema, field));
  const texts = new Set((told.length || !required ? told : given).map(scalar));
  if (texts.size > 1) {
    throw new Error(`${field} goes by the ${header ? `header ${header}` : `cookie ${cookie}`}: all messages of a call have the same`);
  }
  return [...texts][0];
}

/**
 * The body that messages of any type are together, each of its bytes a character, and its type; both
 * undefined if no message has any.
 */
export function rawBody(parts) {
  if (parts.every((part) => part === undefined || part === null)) {
    return {};
  }
  const type = parts[0]?.contentType || "application/octet-stream";
  const bytes = parts.map((part, i) => {
    const other = part?.contentType || type;
    if (other !== type) {
      throw new Error(`message ${i + 1} is ${other}: one body has one type, that of the first message, ${type}`);
    }
    try {
      return atob(String(part?.data ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    } catch {
      throw new Error(`message ${i + 1}: its data is not base64`);
    }
  });
  return { type, bytes: bytes.join("") };
}

/** The values of a repeated field as the path has them. */
function list(field, values, separator) {
  const texts = values.map(String);
  if (!texts.length || texts.includes("")) {
    throw new Error(`${field} is part of the path: it needs values`);
  }
  if (texts.some((text) => text.includes(separator))) {
    throw new Error(`${field} is part of the path: its values stand between ${separator} and cannot have it`);
  }
  return texts.join(separator);
}

function inner(message, field) {
  return message[field] ?? {};
}

function at(message, path) {
  return path.split(".").reduce((value, name) => value?.[name], message);
}

/** A message without some fields, given by their paths. */
function without(message, paths) {
  if (message === null || typeof message !== "object" || !paths.size) {
    return message;
  }
  const copy = {};
  for (const [name, value] of Object.entries(message)) {
    const deeper = new Set([...paths].filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1)));
    if (!paths.has(name)) {
      copy[name] = without(value, deeper);
    }
  }
  return copy;
}

function query(message, schema, messageName, schemas, prefix) {
  const properties = schemas.properties(schema) ?? {};
  return Object.entries(message ?? {}).flatMap(([field, value]) => {
    if (isEmpty(value) || (isZero(value) && !schemas.hasPresence(messageName, field))) {
      return [];
    }
    const { schema: own, name } = schemas.resolve(properties[field]);
    return parameter(`${prefix}${field}`, value, own, name, schemas);
  });
}

/** Whether there is nothing in it that a parameter could say. */
function isEmpty(value) {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

/** Whether it is what a field without a value holds; there is no need to say it. */
function isZero(value) {
  return value === "" || value === 0 || value === "0" || value === false;
}

function parameter(name, value, schema, messageName, schemas) {
  if (Array.isArray(value) && schema.items?.description === "Any JSON value.") {
    return [pair(name, JSON.stringify(value))];
  }
  if (Array.isArray(value)) {
    return value.map((each) => pair(name, scalar(each)));
  }
  if (value !== null && typeof value === "object") {
    if (typeof schema.additionalProperties === "object") {
      return Object.entries(value).map(([key, each]) => pair(`${name}[${key}]`, scalar(each)));
    }
    return schema.properties && !schema.additionalProperties
      ? query(value, schema, messageName, schemas, `${name}.`) : [pair(name, JSON.stringify(value))];
  }
  return [pair(name, scalar(value))];
}

function scalar(value) {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function pair(name, value) {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}

/** A deadline in seconds as the value of Grpc-Timeout; null for none. */
export function timeout(seconds) {
  if (!(seconds > 0)) {
    return null;
  }
  const millis = Math.max(1, Math.round(seconds * 1000));
  return millis < 1e8 ? `${millis}m` : `${Math.min(99999999, Math.round(seconds))}S`;
}

/** What is wrong with a row of metadata; null if nothing is. */
export function metadataFault(name, value) {
  if (!/^[a-z0-9_.-]+$/i.test(name)) {
    return `metadata ${JSON.stringify(name)}: a name has letters, digits, - _ and . only`;
  }
  if (/^grpc-/i.test(name)) {
    return `metadata ${name}: names that begin with grpc- belong to gRPC`;
  }
  if (/[^ -~]/.test(value)) {
    return `metadata ${name}: a value is printable ASCII; use a name that ends in -bin, and base64`;
  }
  if (/-bin$/i.test(name)) {
    try {
      atob(value);
    } catch {
      return `metadata ${name}: the value is not base64`;
    }
  }
  return null;
}
