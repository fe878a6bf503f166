// What came of a call: its status, what HTTP said, and the messages.

import { el, jsonView } from "./dom.js";
import { Log, millis } from "./log.js";
import { CODES } from "./transport.js";

export class Result {
  #began = performance.now();
  #headMillis = null;

  constructor(title) {
    this.log = new Log();
    this.state = el("span", { class: "state running" }, "Running");
    this.facts = el("span", { class: "muted small facts" });
    this.status = el("p", { class: "status", role: "status" }, this.state, " ", this.facts);
    this.error = el("div", { class: "error", hidden: true });
    this.headers = el("div");
    this.element = el("section", { class: "result", "aria-label": "Result" },
      el("h2", {}, "Result"), el("p", {}, el("code", {}, title)),
      this.status, this.error, this.headers, this.log.element);
  }

  /** Tells that a stream is open. */
  open(text) {
    this.state.textContent = text;
  }

  head(head) {
    this.#headMillis = performance.now() - this.#began;
    this.http = `HTTP ${head.status}${head.text ? ` ${head.text}` : ""}`;
    this.facts.textContent = this.http;
    this.headers.replaceChildren(el("details", {},
      el("summary", {}, `Response headers (${head.headers.length})`),
      el("table", {}, el("tbody", {}, head.headers.map(([name, value]) =>
        el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)))))));
  }

  sent(text) {
    this.log.add("sent", text);
  }

  message(text) {
    this.state.textContent = "Receiving";
    return this.log.add("received", text);
  }

  end(status, facts) {
    const good = status.code === 0;
    const total = performance.now() - this.#began;
    const { sent, received } = this.log.counts;
    this.log.draw();
    this.state.className = `state ${good ? "good" : "bad"}`;
    this.state.textContent = CODES[status.code] ?? `code ${status.code}`;
    this.facts.textContent = [
      this.http ?? facts,
      this.#headMillis === null ? null : `first byte after ${millis(this.#headMillis)}`,
      `done after ${millis(total)}`,
      sent ? `${sent} sent` : null,
      `${received} received`,
    ].filter(Boolean).join(" · ");
    if (!good || status.message) {
      this.error.hidden = false;
      this.error.className = good ? "" : "error";
      this.error.replaceChildren(
        el("p", {}, status.message || "Without a message."), ...details(status.details));
    }
  }
}

function details(list) {
  return (Array.isArray(list) ? list : []).map((detail) => {
    const { "@type": type, ...rest } = detail ?? {};
    const name = String(type ?? "detail").split(/[/.]/).pop();
    const violations = rest.fieldViolations;
    return el("section", { class: "detail" }, el("h3", {}, name),
      Array.isArray(violations)
        ? el("ul", {}, violations.map((each) => el("li", {},
          el("code", {}, String(each?.field ?? "")), ` ${each?.description ?? ""}`)))
        : el("pre", { tabindex: "0" }, jsonView(JSON.stringify(rest, null, 2))));
  });
}
