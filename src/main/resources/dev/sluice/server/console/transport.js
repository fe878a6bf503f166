// Sends calls: over fetch, or as a WebSocket.

const MAX_MESSAGE = 16 << 20;

/** The names of status codes, by their numbers. */
export const CODES = ["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED",
  "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
  "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
  "UNAUTHENTICATED"];

/** Where a path of the server is, wherever the page is. */
export function locate(path) {
  return new URL(`.${path}`, document.baseURI);
}

/**
 * Sends a request.
 *
 * The listener is told of the head, of each message as text, and of the end once: a status with
 * code, message and details. It may return a promise from a message to be left in peace for a while.
 */
export async function send(request, listener, signal) {
  let response;
  try {
    response = await fetch(locate(request.path), {
      method: request.method, headers: request.headers, body: request.body, signal,
      cache: "no-store", credentials: "same-origin", redirect: "manual",
    });
    listener.head({ status: response.status, text: response.statusText, headers: [...response.headers] });
    const type = (response.headers.get("content-type") ?? "").split(";")[0].trim();
    const isError = !response.ok && response.status !== 304;
    if (!isError && type === "application/x-ndjson") {
      await readLines(response, listener);
    } else if (!isError && type === "text/event-stream") {
      await readEvents(response, listener);
    } else {
      await readWhole(response, type, isError, listener);
    }
  } catch (failure) {
    listener.end(signal.aborted
      ? { code: 1, message: "Cancelled here." }
      : { code: 14, message: response
        ? "The answer was cut off before its end." : `No answer: ${failure.message}` });
  }
}

async function readWhole(response, type, isError, listener) {
  const { text, size } = await readBody(response);
  if (isError) {
    listener.end(statusOf(text) ?? { code: 2, message: text.slice(0, 2000) || response.statusText });
    return;
  }
  if (!/json|^text\/|xml|^$/.test(type)) {
    await listener.message(`${size} bytes of ${type}`);
  } else if (text !== "") {
    await listener.message(text);
  }
  listener.end({ code: 0, message: response.status === 304 ? "Not modified." : "" });
}

/** The beginning of a body as text, and the size of all of it. */
async function readBody(response) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const pieces = [];
  let size = 0;
  for (let read = await reader?.read(); read && !read.done; read = await reader.read()) {
    if (size <= MAX_MESSAGE) {
      pieces.push(decoder.decode(read.value, { stream: true }));
    }
    size += read.value.length;
  }
  return { text: pieces.join("") + decoder.decode(), size };
}

/** The status in the body of an error. */
function statusOf(text) {
  try {
    const status = JSON.parse(text);
    return Number.isInteger(status?.code) ? status : null;
  } catch {
    return null;
  }
}

async function* linesOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = [], length = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      break;
    }
    const lines = value.split("\n");
    for (let i = 0; i < lines.length - 1; i++) {
      yield length > MAX_MESSAGE ? tooLarge(length) : [...rest, lines[i]].join("");
      rest = [];
      length = 0;
    }
    length += lines.at(-1).length;
    if (length <= MAX_MESSAGE) {
      rest.push(lines.at(-1));
    }
  }
  if (length) {
    yield rest.join("");
  }
}

function tooLarge(length) {
  return JSON.stringify(`A message of ${length} characters is not shown.`);
}

async function readLines(response, listener) {
  let last = null;
  for await (const line of linesOf(response)) {
    if (last !== null) {
      await listener.message(last);
    }
    last = line;
    if (errorIn(line) === null) {
      await listener.message(line);
      last = null;
    }
  }
  listener.end(last === null ? { code: 0, message: "" } : errorIn(last));
}

/** The status of a line which is an error, if it is the last; null for a message. */
function errorIn(line) {
  if (!line.startsWith('{"error":')) {
    return null;
  }
  try {
    const object = JSON.parse(line);
    return Object.keys(object).length === 1 && Number.isInteger(object.error?.code) ? object.error : null;
  } catch {
    return null;
  }
}

async function readEvents(response, listener) {
  let type = "", data = [], end = null;
  for await (const line of linesOf(response)) {
    if (line.startsWith("event:")) {
      type = line.slice(6).trim();
    } else if (line.startsWith("data:")) {
      data.push(line.slice(5).replace(/^ /, ""));
    } else if (line === "" && (data.length || type)) {
      const text = data.join("\n");
      if (type === "error") {
        end = statusOf(text) ?? { code: 2, message: text };
      } else if (type === "end") {
        end = { code: 0, message: "" };
      } else {
        await listener.message(text);
      }
      type = "";
      data = [];
    }
  }
  listener.end(end ?? { code: 14, message: "The stream was cut off before its end." });
}

/**
 * Opens a WebSocket; what a page cannot say in headers it says in subprotocols. A message that may be
 * the error of the call is held back until it is clear whether it is the last.
 */
export function open(request, listener) {
  const url = locate(request.path);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url, ["sluice", ...request.protocols]);
  let opened = false, cancelled = false, held = null;
  socket.addEventListener("open", () => {
    opened = true;
    listener.open();
  });
  const release = () => {
    if (held !== null) {
      listener.message(held);
      held = null;
    }
  };
  socket.addEventListener("message", ({ data }) => {
    release();
    if (errorIn(data) === null) {
      listener.message(data);
    } else {
      held = data;
    }
  });
  socket.addEventListener("close", (event) => {
    const status = closeStatus(event, opened, cancelled);
    const error = held === null ? null : errorIn(held);
    const told = error !== null && status.code !== 0 && !cancelled;
    if (!told) {
      release();
    }
    listener.end(told ? error : status, event);
  });
  return {
    send: (text) => socket.send(text),
    halfClose: () => socket.send(""),
    cancel: () => {
      cancelled = true;
      socket.close(1000);
    },
  };
}

function closeStatus(event, opened, cancelled) {
  if (event.code >= 4000 && event.code < 4100) {
    return { code: event.code - 4000, message: event.reason };
  }
  if (cancelled) {
    return { code: 1, message: "Cancelled here." };
  }
  if (event.code === 1000) {
    return { code: 0, message: "" };
  }
  return opened
    ? { code: 14, message: event.reason || `The connection was lost (${event.code}).` }
    : { code: 14, message: "The WebSocket was refused; browsers do not tell why. As one body, the call may be told." };
}

/** Base64url of a text in UTF-8, without padding. */
export function base64url(text) {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
