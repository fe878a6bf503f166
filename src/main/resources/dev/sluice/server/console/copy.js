// The call as a command line, for a POSIX shell.

/** A text as one word. */
export function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A header whose value, a secret, is in a variable of the shell. */
function secret(header) {
  return `"${header.name}: ${header.prefix}$${header.variable}"`;
}

/** The call as curl; each message of a stream is a line of the body, or a piece of one of any type. */
export function curl(call) {
  const raw = call.raw?.bytes;
  const words = [raw === undefined ? "curl" : `printf %s ${quote(btoa(raw))} | base64 -d | curl`];
  if (call.streams) {
    words.push("-N");
  }
  const body = call.bodies.length && !call.raw ? call.bodies.join("\n") : null;
  if (call.method !== (body === null && raw === undefined ? "GET" : "POST")) {
    words.push("-X", call.method);
  }
  const lines = [words.join(" ")];
  for (const [name, value] of call.headers) {
    lines.push(`-H ${quote(value === "" ? `${name};` : `${name}: ${value}`)}`);
  }
  if (call.credential) {
    lines.push(`-H ${secret(call.credential)}`);
  }
  if (raw !== undefined) {
    lines.push("--data-binary @-");
  } else if (body !== null) {
    lines.push(`--data-raw ${quote(body)}`);
  }
  lines.push(quote(call.url.href));
  return lines.join(" \\\n  ");
}

/** The call as grpcurl. */
export function grpcurl(call) {
  const lines = [call.url.protocol === "http:" ? "grpcurl -plaintext" : "grpcurl"];
  for (const [name, value] of call.metadata) {
    lines.push(`-H ${quote(`${name}: ${value}`)}`);
  }
  if (call.credential) {
    lines.push(`-H ${secret({ ...call.credential, name: call.credential.name.toLowerCase() })}`);
  }
  if (call.deadline > 0) {
    lines.push(`-max-time ${call.deadline}`);
  }
  lines.push(`-d ${quote(call.messages.join("\n"))}`);
  const port = call.url.port || (call.url.protocol === "http:" ? "80" : "443");
  lines.push(`${quote(`${call.url.hostname}:${port}`)} ${call.fullName}`);
  return lines.join(" \\\n  ");
}
