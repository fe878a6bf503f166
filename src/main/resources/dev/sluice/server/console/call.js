// The console: a method, what it is asked, and what it answers.

import { copyButton, copyText, el, labelled, prose } from "./dom.js";
import { curl, grpcurl } from "./copy.js";
import { boundNotes, fieldTable } from "./fields.js";
import { bind, rawBody } from "./request.js";
import { headersOf, Options, protocolsOf } from "./options.js";
import { Result } from "./result.js";
import { indent, jsonValue, jsonValues } from "./json.js";
import { locate, open, send } from "./transport.js";

const HTTP_BODY = "google.api.HttpBody";
const FORMATS = { "application/x-ndjson": "NDJSON", "text/event-stream": "Server-sent events" };

/** The ways to call a method: each operation, or else its own path; streams of requests in two. */
function doorsOf(method, server) {
  const hidden = { httpMethod: "POST", path: `/${method.fullName}`, body: "*", variables: {}, hidden: true };
  const own = method.ownPath ?? (server.ownPaths ? hidden : null);
  const operations = method.operations.length ? method.operations : own ? [own] : [];
  const streams = method.streaming === "client" || method.streaming === "bidi";
  return operations.flatMap((operation) => {
    const name = `${operation.httpMethod} ${operation.path}`;
    return streams
      ? [{ operation, socket: true, label: `WebSocket, message by message: ${operation.path}` },
        { operation, socket: false, label: `All messages in one body: ${name}` }]
      : [{ operation, socket: false, label: name }];
  });
}

export class MethodView {
  #call = null;
  #sent = [];

  constructor(method, { catalog, schemas, state, badge }) {
    this.method = method;
    this.server = catalog.server;
    this.schemas = schemas;
    this.doors = doorsOf(method, catalog.server);
    this.draft = state.drafts.get(method.fullName) ?? { text: null, door: 0, format: 0 };
    state.drafts.set(method.fullName, this.draft);
    this.options = new Options(state);
    this.fault = el("p", { class: "error", role: "alert", hidden: true });
    this.results = el("div", { class: "results" }, el("p", { class: "muted empty" }, "Answers appear here."));
    this.element = el("article", { class: "method-view" }, this.#head(badge),
      this.doors.length ? this.#form() : this.#unreachable());
    this.#refresh();
  }

  /** Ends what is under way. */
  close() {
    this.#call?.cancel();
  }

  #head(badge) {
    const { method } = this;
    return el("header", {}, el("a", { href: "#/", class: "back" }, "All methods"),
      el("h1", {}, method.name, badge(method.streaming),
        method.deprecated ? el("span", { class: "badge warn" }, "deprecated") : null),
      el("p", { class: "full-name" }, el("code", {}, method.fullName),
        copyButton("Copy name", () => method.fullName)),
      prose(method.description),
      el("p", { class: "types muted" }, stream(method, "client"), el("code", {}, method.requestType),
        " → ", stream(method, "server"), el("code", {}, method.responseType)),
      method.operations.length
        ? el("ul", { class: "bindings" }, method.operations.map((operation) => el("li", {},
          el("code", { class: "binding" }, `${operation.httpMethod} ${operation.path}`),
          operation.deprecated ? el("span", { class: "badge warn" }, "deprecated") : null)))
        : el("p", { class: "muted small" }, "No HTTP rule leads to it."));
  }

  #unreachable() {
    return el("div", {}, el("p", { class: "notice" },
      "Browsers cannot call this method here: it has no HTTP rule, and gRPC-Web is off. Set ",
      el("code", {}, "rest.unannotatedMethods"), " to serve it at ",
      el("code", {}, `POST /${this.method.fullName}`), ", or use grpcurl."),
    this.#editor(), this.options.element, this.#copying(), this.fault);
  }

  #form() {
    this.door = el("select", { name: "door", onchange: () => this.#choose() },
      this.doors.map((door, i) => el("option", { value: String(i) }, door.label)));
    this.door.value = String(Math.min(this.draft.door, this.doors.length - 1));
    this.format = el("select", { name: "format", onchange: () => { this.draft.format = this.format.selectedIndex; } },
      Object.entries(FORMATS).map(([value, text]) => el("option", { value }, text)));
    this.format.selectedIndex = this.draft.format;
    this.formatField = labelled("Answer as", this.format);
    this.sendButton = el("button", { type: "submit", class: "primary", title: "Ctrl+Enter" }, "Send");
    this.endButton = el("button", { type: "button", onclick: () => this.#halfClose() }, "End requests");
    this.cancelButton = el("button", { type: "button", onclick: () => this.close() }, "Cancel");
    return el("form", { onsubmit: (event) => { event.preventDefault(); this.#send(); } },
      el("div", {},
        el("div", { class: "grid" }, labelled("Call by", this.door), this.formatField),
        this.#editor(), this.options.element,
        el("div", { class: "actions" }, this.sendButton, this.endButton, this.cancelButton),
        this.fault, this.#copying()),
      this.results);
  }

  #editor() {
    this.text = el("textarea", {
      class: "editor", rows: "8", spellcheck: "false", autocapitalize: "off", name: "request",
      "aria-describedby": "bound",
      oninput: () => { this.draft.text = this.text.value; this.#fit(); },
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          this.#send();
        }
      },
    });
    this.text.value = this.draft.text ?? this.#skeleton();
    this.#fit();
    this.hint = el("span", { class: "muted small" });
    this.bound = el("ul", { class: "bound muted small", id: "bound" });
    const fields = el("details", { class: "fields" }, el("summary", {}, "Fields of the request"));
    fields.addEventListener("toggle", () => {
      if (fields.open && fields.childElementCount === 1) {
        fields.append(fieldTable(this.schemas.fields(this.method.request)));
      }
    });
    return el("div", {}, el("label", { class: "field" },
      el("span", { class: "label" }, "Request, as JSON"), this.text, this.hint), this.bound,
    el("div", { class: "under" },
      el("button", { type: "button", class: "quiet", onclick: () => this.#reset() }, "Start over"),
      el("button", { type: "button", class: "quiet", onclick: () => this.#set(indent(this.text.value)) }, "Indent")),
    fields);
  }

  #copying() {
    this.command = el("pre", { class: "command", tabindex: "0", hidden: true, "aria-label": "Command" });
    this.curlButton = el("button", { type: "button", onclick: () => this.#copy("curl") }, "Copy as curl");
    return el("div", { class: "copying" }, this.curlButton,
      el("button", { type: "button", onclick: () => this.#copy("grpcurl") }, "Copy as grpcurl"),
      this.copied = el("span", { class: "muted small", role: "status" }), this.command);
  }

  #skeleton() {
    const message = this.schemas.skeleton(this.method.request);
    const [door] = this.doors;
    const body = door?.operation.body;
    if (door?.operation.httpMethod === "PATCH" && body && body !== "*") {
      // What is given is what is changed: to begin with, only fields that go elsewhere.
      const kept = [...Object.values(door.operation.variables),
        ...(door.operation.bindings ?? []).map((binding) => binding.field)];
      message[body] = Object.fromEntries(Object.entries(message[body] ?? {})
        .filter(([name]) => kept.includes(`${body}.${name}`)));
    }
    return JSON.stringify(message, null, 2);
  }

  #set(text) {
    this.text.value = text;
    this.draft.text = text;
    this.#fit();
  }

  #reset() {
    this.#set(this.#skeleton());
    this.draft.text = null;
  }

  #fit() {
    this.text.rows = Math.max(4, Math.min(24, this.text.value.split("\n").length + 1));
  }

  get #chosen() {
    return this.doors[Number(this.door?.value ?? 0)];
  }

  #choose() {
    this.draft.door = this.door.selectedIndex;
    this.#refresh();
  }

  /** Shows what there is to do at the moment. */
  #refresh() {
    const door = this.#chosen;
    if (!door) {
      this.curlButton.disabled = true;
      return;
    }
    const streams = !door.socket && ["client", "bidi"].includes(this.method.streaming);
    this.hint.textContent = streams ? "One message after another, or an array of them." : "";
    this.bound.replaceChildren(...boundNotes(door.operation.bindings ?? [], door.socket));
    this.formatField.hidden = door.socket || !this.#answersStream();
    this.door.disabled = this.#call !== null;
    this.sendButton.disabled = this.#call !== null && !(door.socket && this.#call.sending);
    this.sendButton.textContent = door.socket ? "Send message" : "Send";
    this.endButton.hidden = !door.socket;
    this.endButton.disabled = !this.#call?.sending;
    this.cancelButton.disabled = this.#call === null;
    this.curlButton.disabled = Boolean(door.operation.hidden);
    this.copied.textContent = door.operation.hidden
      ? "Only this page calls it without an HTTP rule; rest.unannotatedMethods opens it to curl." : "";
  }

  #answersStream() {
    return ["server", "bidi"].includes(this.method.streaming);
  }

  /** The call as it is put together; throws what is wrong with it. */
  #prepare(door = this.#chosen) {
    const text = this.text.value.trim() ? this.text.value : "{}";
    const several = ["client", "bidi"].includes(this.method.streaming) && !door?.socket;
    let messages;
    try {
      messages = several ? jsonValues(text) : [jsonValue(text)];
    } catch (failure) {
      throw new Error(`the request is not JSON: ${failure.message}`, { cause: failure });
    }
    const said = this.options.read();
    const call = { ...said, text, messages, door, fullName: this.method.fullName };
    if (!door) {
      return call;
    }
    const { operation } = door;
    Object.assign(call, this.#bind(operation, messages, !door.socket));
    const asTyped = Object.keys(operation.variables).length === 0 && !operation.bindings;
    if (!several && operation.body === "*" && asTyped) {
      // As it was typed, so that the server says what is wrong with it.
      call.bodies = [text];
    }
    return call;
  }

  #headers(call, types) {
    return [...headersOf(call), ...call.headers, ...Object.entries(types).filter(([, value]) => value)];
  }

  #types(call) {
    const several = ["client", "bidi"].includes(this.method.streaming);
    return {
      "Content-Type": call.raw ? call.raw.type
        : call.bodies.length ? (several ? "application/x-ndjson" : "application/json") : null,
      Accept: this.#answersStream() ? this.format.value : null,
    };
  }

  async #send() {
    if (this.sendButton?.disabled !== false) {
      return;
    }
    try {
      this.#tell(null);
      const call = this.#prepare();
      if (call.door.socket) {
        this.#sendOnSocket(call);
      } else {
        await this.#fetch(call);
      }
    } catch (failure) {
      this.#tell(failure.message);
    }
  }

  async #fetch(call) {
    const { operation } = call.door;
    const headers = Object.fromEntries(this.#headers(call, this.#types(call)));
    if (call.credential) {
      headers[call.credential.name] = call.credential.prefix + call.credential.value;
    }
    if (operation.hidden) {
      headers["Sluice-Console"] = "1";
    }
    const body = call.raw ? call.raw.bytes && Uint8Array.from(call.raw.bytes, (c) => c.charCodeAt(0))
      : call.bodies.length ? call.bodies.join("\n") : undefined;
    const result = this.#newResult(`${operation.httpMethod} ${call.path}`);
    const control = new AbortController();
    this.#call = { cancel: () => control.abort(), sending: false };
    this.#refresh();
    await send({ method: operation.httpMethod, path: call.path, headers, body }, result, control.signal);
    this.#ended();
  }

  #sendOnSocket(call) {
    const [body] = call.bodies;
    if (!this.#call) {
      const { operation } = call.door;
      const protocols = [...(operation.hidden ? ["console"] : []), ...protocolsOf(call)];
      const result = this.#newResult(`WebSocket ${call.path}`);
      this.#sent = [];
      const waiting = [];
      let opened = false;
      const socket = open({ path: call.path, protocols }, {
        open: () => {
          opened = true;
          result.open("Open");
          waiting.splice(0).forEach((message) => message());
        },
        message: (text) => result.message(text),
        end: (status, event) => {
          result.end(status, `WebSocket ${event.code}`);
          this.#ended();
        },
      });
      const when = (act) => (opened ? act() : waiting.push(act));
      this.#call = {
        sending: true,
        send: (text) => when(() => { socket.send(text); result.sent(text); }),
        halfClose: () => when(() => { socket.halfClose(); result.open("Requests ended"); }),
        cancel: socket.cancel,
      };
    }
    this.#call.send(body);
    this.#sent.push(call.messages[0]);
    this.#refresh();
  }

  #halfClose() {
    this.#call.halfClose();
    this.#call.sending = false;
    this.#refresh();
  }

  #newResult(title) {
    const result = new Result(title);
    this.results.replaceChildren(result.element);
    result.status.scrollIntoView({ block: "nearest" });
    return result;
  }

  #ended() {
    this.#call = null;
    this.#refresh();
  }

  #tell(fault) {
    this.fault.hidden = fault === null;
    this.fault.textContent = fault ?? "";
  }

  async #copy(tool) {
    try {
      this.#tell(null);
      const text = tool === "curl" ? this.#curl() : this.#grpcurl();
      this.command.hidden = false;
      this.command.textContent = text;
      const copied = await copyText(text);
      this.copied.textContent = [
        copied ? "Copied." : "Copying failed; select it here.",
        this.#credentialNote(),
        tool === "grpcurl" && !this.server.reflection ? "Reflection is off: add -proto or -protoset." : "",
      ].filter(Boolean).join(" ");
    } catch (failure) {
      this.#tell(failure.message);
    }
  }

  #credentialNote() {
    const credential = this.options.read().credential;
    return credential ? `The secret is not in it: set ${credential.variable}.` : "";
  }

  #bind(operation, messages, withHeaders = true) {
    const { pathSeparator } = this.server;
    const { request } = this.method;
    const whole = operation.body === "*";
    const body = whole ? request : this.schemas.properties(request)?.[operation.body];
    const isRaw = operation.body && this.schemas.resolve(body).name === HTTP_BODY;
    return {
      ...bind({ pathSeparator, withHeaders, ...operation }, messages, this.schemas, request),
      raw: isRaw ? rawBody(whole ? messages : messages.map((message) => message?.[operation.body])) : null,
    };
  }

  #curl() {
    const call = this.#prepare();
    const { operation, socket } = call.door;
    if (socket) {
      Object.assign(call, this.#bind(operation, this.#sent.length ? this.#sent : call.messages));
    }
    return curl({
      method: operation.httpMethod, url: locate(call.path), bodies: call.bodies, raw: call.raw,
      headers: this.#headers(call, { ...this.#types(call), Cookie: call.cookies.join("; ") }),
      credential: call.credential, streams: this.#answersStream(),
    });
  }

  #grpcurl() {
    const call = this.#prepare();
    const messages = call.door?.socket && this.#sent.length
      ? this.#sent.map((message) => JSON.stringify(message))
      : call.messages.length === 1 ? [call.text] : call.messages.map((message) => JSON.stringify(message));
    return grpcurl({ ...call, messages, url: locate("/") });
  }
}

function stream(method, side) {
  return method.streaming === side || method.streaming === "bidi" ? "stream of " : "";
}
