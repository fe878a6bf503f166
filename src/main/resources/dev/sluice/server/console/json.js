// JSON as people type it, and as they like to read it.

const TOKEN = /[{}[\]:,]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const BLANKS = /[ \t\r\n]*/y;

/**
 * Cuts a text into the JSON values in it.
 *
 * @throws Error with where it is no JSON, by line and column, which browsers say each in its own way
 */
function cut(text, several) {
  const open = [];
  const values = [];
  let wanted = "value", start = 0;
  for (let at = blanks(text, 0); at < text.length; at = blanks(text, at)) {
    TOKEN.lastIndex = at;
    const [token] = TOKEN.exec(text) ?? [""];
    start = open.length ? start : at;
    wanted = next(wanted, token, open, several);
    if (wanted === null) {
      throw new Error(`unexpected ${token || text.slice(at, at + 12)} at ${place(text, at)}`);
    }
    at += token.length;
    if (wanted === "end") {
      values.push(text.slice(start, at));
    }
  }
  if (wanted !== "end") {
    throw new Error(`it ends too early, at ${place(text, text.length)}`);
  }
  return values;
}

/** What may come after a token; null if it may not be where it is. */
function next(wanted, token, open, several) {
  const inside = open.at(-1);
  const after = open.length ? "more" : "end";
  if ((wanted === "value" || wanted === "first") && /^["\-\dtfn]/.test(token)
    || wanted === "end" && several && /^["\-\dtfn]/.test(token)) {
    return after;
  }
  if (["value", "first", several ? "end" : ""].includes(wanted) && "{[".includes(token || "-")) {
    open.push(token);
    return token === "{" ? "firstName" : "first";
  }
  if (["more", "first", "firstName"].includes(wanted) && token === (inside === "{" ? "}" : "]")) {
    open.pop();
    return open.length ? "more" : "end";
  }
  if (wanted === "more" && token === ",") {
    return inside === "{" ? "name" : "value";
  }
  if (wanted === "colon" && token === ":") {
    return "value";
  }
  return (wanted === "name" || wanted === "firstName") && token.startsWith('"') ? "colon" : null;
}

function blanks(text, at) {
  BLANKS.lastIndex = at;
  return at + BLANKS.exec(text)[0].length;
}

function place(text, at) {
  const lines = text.slice(0, at).split("\n");
  return `line ${lines.length}, column ${lines.at(-1).length + 1}`;
}

/**
 * The JSON values in a text: the elements of an array, or one value after another.
 *
 * @throws Error with where it is no JSON
 */
export function jsonValues(text) {
  return text.trim().startsWith("[") ? jsonValue(text) : cut(text, true).map((value) => parseExactly(value));
}

/**
 * The one JSON value that a text is.
 *
 * @throws Error with where it is no JSON
 */
export function jsonValue(text) {
  return cut(text, false).map((value) => parseExactly(value))[0];
}

/** Parses JSON; an integer that a number cannot hold becomes its text, which means the same. */
function parseExactly(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? context.source : value);
}

/** Indents JSON without a change to its tokens; text that is none stays as it is. */
export function indent(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let out = "", depth = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      out += c;
      if (c === "\\") { out += text[++i]; } else if (c === '"') { quoted = false; }
    } else if (c === '"') {
      quoted = true;
      out += c;
    } else if (c === "{" || c === "[") {
      const rest = text.slice(i + 1).match(/^\s*([}\]])/);
      if (rest) {
        out += c + rest[1];
        i += rest[0].length;
      } else {
        out += `${c}\n${"  ".repeat(++depth)}`;
      }
    } else if (c === "}" || c === "]") {
      out += `\n${"  ".repeat(--depth)}${c}`;
    } else if (c === ",") {
      out += `,\n${"  ".repeat(depth)}`;
    } else if (c === ":") {
      out += ": ";
    } else if (!/\s/.test(c)) {
      out += c;
    }
  }
  return out;
}
