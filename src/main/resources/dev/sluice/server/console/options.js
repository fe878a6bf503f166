// What is said beside a request: metadata, a deadline, and who calls.

import { el, labelled } from "./dom.js";
import { base64url, CODES } from "./transport.js";
import { metadataFault, timeout } from "./request.js";

export class Options {
  /** What is typed is kept in the state, which is in memory only. */
  constructor(state) {
    this.state = state;
    state.metadata ??= [{ name: "", value: "" }];
    state.deadline ??= "";
    this.rows = el("div", { class: "rows" });
    this.summary = el("summary", {});
    this.deadline = el("input", {
      type: "number", min: "0", step: "any", inputmode: "decimal", placeholder: "none", name: "deadline",
      oninput: () => { state.deadline = this.deadline.value; this.#summarize(); },
    });
    this.deadline.value = state.deadline;
    this.element = el("details", { class: "options" }, this.summary, el("div", { class: "grid" },
      labelled("Deadline in seconds", this.deadline),
      this.#credential()),
    el("fieldset", {}, el("legend", { class: "label" }, "Metadata"), this.rows,
      el("button", { type: "button", class: "quiet", onclick: () => this.#addRow(true) }, "Add a row"),
      el("p", { class: "muted small" }, "The value of a name that ends in -bin is base64.")));
    state.metadata.forEach((row) => this.#row(row));
    this.#summarize();
    this.element.open = this.#told().length > 0;
  }

  #credential() {
    const { credential } = this.state;
    const kind = el("select", { name: "credential" }, [["none", "None"], ["bearer", "Bearer token"],
      ["apiKey", "API key"]].map(([value, text]) => el("option", { value }, text)));
    kind.value = credential.kind;
    const header = el("input", { name: "credential-header", autocomplete: "off", spellcheck: "false" });
    header.value = credential.header;
    const value = el("input", {
      type: "password", name: "credential-value", autocomplete: "off", spellcheck: "false",
    });
    value.value = credential.value;
    const headerField = labelled("Header of the key", header);
    const valueField = labelled("Token or key", value, "Kept in memory until the page is closed.");
    const update = () => {
      Object.assign(credential, { kind: kind.value, header: header.value.trim(), value: value.value.trim() });
      headerField.hidden = kind.value !== "apiKey";
      valueField.hidden = kind.value === "none";
      this.#summarize();
    };
    [kind, header, value].forEach((each) => each.addEventListener("input", update));
    headerField.hidden = kind.value !== "apiKey";
    valueField.hidden = kind.value === "none";
    return [labelled("Credentials", kind), headerField, valueField];
  }

  #addRow(focus) {
    const row = { name: "", value: "" };
    this.state.metadata.push(row);
    const element = this.#row(row);
    if (focus) {
      element.querySelector("input").focus();
    }
  }

  #row(row) {
    const name = el("input", {
      "aria-label": "Name", placeholder: "name", autocomplete: "off", spellcheck: "false",
      class: "meta-name", oninput: () => { row.name = name.value.trim().toLowerCase(); this.#summarize(); },
    });
    const value = el("input", {
      "aria-label": "Value", placeholder: "value", autocomplete: "off", spellcheck: "false",
      class: "meta-value", oninput: () => { row.value = value.value; this.#summarize(); },
    });
    name.value = row.name;
    value.value = row.value;
    const element = el("div", { class: "row" }, name, value, el("button", {
      type: "button", class: "quiet", "aria-label": "Remove the row",
      onclick: () => {
        this.state.metadata.splice(this.state.metadata.indexOf(row), 1);
        element.remove();
        this.#summarize();
      },
    }, "Remove"));
    this.rows.append(element);
    return element;
  }

  #told() {
    const rows = this.state.metadata.filter((row) => row.name).length;
    return [
      rows ? `${rows} of metadata` : null,
      this.state.deadline ? `deadline ${this.state.deadline} s` : null,
      this.state.credential.kind === "none" ? null : "credentials",
    ].filter(Boolean);
  }

  #summarize() {
    this.summary.textContent = `Metadata, deadline, credentials: ${this.#told().join(", ") || "none"}`;
  }

  /**
   * What is said, checked.
   *
   * @throws Error with what is wrong
   */
  read() {
    const metadata = this.state.metadata.filter((row) => row.name).map((row) => [row.name, row.value.trim()]);
    const fault = metadata.map(([name, value]) => metadataFault(name, value)).find(Boolean);
    if (fault) {
      throw new Error(fault);
    }
    const deadline = Number(this.state.deadline);
    if (this.state.deadline !== "" && !(deadline > 0)) {
      throw new Error("the deadline is a number of seconds above 0");
    }
    return { metadata, deadline, credential: this.#readCredential() };
  }

  #readCredential() {
    const { kind, header, value } = this.state.credential;
    if (kind === "none") {
      return null;
    }
    if (!/^[!-~]+$/.test(value)) {
      throw new Error("the token or key is missing, or has characters that a header cannot have");
    }
    if (kind === "bearer") {
      return { name: "Authorization", prefix: "Bearer ", variable: "TOKEN", value, bearer: true };
    }
    if (!/^[a-z0-9_.-]+$/i.test(header)) {
      throw new Error("the header of the key needs a name");
    }
    return { name: header, prefix: "", variable: "API_KEY", value, bearer: false };
  }
}

/** The headers that say it, credentials left out. */
export function headersOf({ metadata, deadline }) {
  const headers = metadata.map(([name, value]) => [`Grpc-Metadata-${name}`, value]);
  const wait = timeout(deadline);
  return wait ? [...headers, ["Grpc-Timeout", wait]] : headers;
}

/** The subprotocols of a WebSocket that say it. */
export function protocolsOf({ metadata, deadline, credential }) {
  const protocols = metadata.map(([name, value]) => `metadata.${name}.${base64url(value)}`);
  const wait = timeout(deadline);
  if (wait) {
    protocols.push(`timeout.${wait}`);
  }
  if (credential?.bearer && !/^[\w.~+-]+$/.test(credential.value)) {
    throw new Error(`${CODES[16]}: a token with such characters cannot be sent with a WebSocket`);
  }
  if (credential) {
    protocols.push(credential.bearer ? `bearer.${credential.value}`
      : `metadata.${credential.name.toLowerCase()}.${base64url(credential.value)}`);
  }
  return [...new Set(protocols)];
}
