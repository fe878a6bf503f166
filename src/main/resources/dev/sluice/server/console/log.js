// The messages of a call, as they come: the last ones, with a count of those that are gone.

import { copyButton, el, jsonView } from "./dom.js";
import { indent } from "./json.js";

const MAX_ENTRIES = 200;
const MAX_SHOWN = 8 << 10;
const MAX_KEPT = 64 << 10;
const FRAME_MILLIS = 16;

export class Log {
  #began = performance.now();
  #waiting = [];
  #drawing = false;
  #dropped = 0;
  #counts = { sent: 0, received: 0 };

  constructor() {
    this.note = el("p", { class: "muted small dropped", hidden: true });
    this.list = el("ol", { class: "log", "aria-label": "Messages" });
    this.element = el("div", {}, this.note, this.list);
  }

  get counts() {
    return this.#counts;
  }

  /** Adds a message; what it returns is done when there is time for the next one. */
  add(direction, text) {
    const number = ++this.#counts[direction];
    this.#waiting.push({
      direction, number, length: text.length, kept: text.slice(0, MAX_KEPT),
      millis: performance.now() - this.#began,
    });
    if (this.#waiting.length > MAX_ENTRIES) {
      this.#waiting.shift();
      this.#dropped++;
    }
    if (!this.#drawing) {
      this.#drawing = true;
      setTimeout(() => this.draw(), FRAME_MILLIS);
    }
    return this.#waiting.length < MAX_ENTRIES
      ? null : new Promise((resolve) => { setTimeout(resolve, FRAME_MILLIS); });
  }

  draw() {
    this.#drawing = false;
    this.list.append(...this.#waiting.map(row));
    this.#waiting = [];
    while (this.list.childElementCount > MAX_ENTRIES) {
      this.list.firstElementChild.remove();
      this.#dropped++;
    }
    this.note.hidden = this.#dropped === 0;
    this.note.textContent = `${this.#dropped} earlier ${this.#dropped === 1 ? "message is" : "messages are"} not shown any more.`;
  }
}

function row(entry) {
  const pretty = indent(entry.kept);
  const shown = pretty.slice(0, MAX_SHOWN);
  const cut = entry.length > entry.kept.length || pretty.length > shown.length;
  const sent = entry.direction === "sent";
  return el("li", { class: entry.direction },
    el("div", { class: "entry-head" },
      el("span", { class: "direction" }, `${sent ? "Sent" : "Received"} ${entry.number}`),
      el("span", { class: "muted small" }, `${millis(entry.millis)}, ${entry.length} characters`),
      copyButton(entry.length > MAX_KEPT ? "Copy the beginning" : "Copy", () => entry.kept)),
    el("pre", { tabindex: "0", "aria-label": sent ? "Message sent" : "Message received" }, jsonView(shown)),
    cut ? el("p", { class: "muted small" }, "Too long to be shown whole.") : null);
}

/** A time for people. */
export function millis(time) {
  return time < 1000 ? `${Math.round(time)} ms` : `${(time / 1000).toFixed(2)} s`;
}
