// What the page tells of the fields of a request: what they mean, and which go by something else.

import { el, prose } from "./dom.js";

/** What there is to know of the fields that go by headers, cookies or the address, as a list. */
export function boundNotes(bindings, socket) {
  return bindings.map((binding) => el("li", {}, el("code", {}, binding.field), ...note(binding, socket),
    binding.required && isLeftOut(binding, socket) ? " The server refuses calls without it." : ""));
}

function note({ header, cookie, required }, socket) {
  const need = required ? ", which is required" : "";
  if (header && socket) {
    return [" goes by the header ", el("code", {}, header),
      `${need}. Browsers can set no headers of a WebSocket: it is left out, and is in the copy for curl.`];
  }
  if (header) {
    return [" goes by the header ", el("code", {}, header), maySet(header) ? `${need}.`
      : `${need}. Browsers let no page set it: it is left out, and is in the copy for curl.`];
  }
  if (cookie) {
    return [" goes by the cookie ", el("code", {}, cookie),
      `${need}. The browser sends its own, and no page can set it for a call: what is given here is in the copy for curl.`];
  }
  return [" is the address that the request comes from: what is given here is left out."];
}

function isLeftOut({ header }, socket) {
  return Boolean(header) && (socket || !maySet(header));
}

/** Whether a browser lets a page set a header. */
function maySet(header) {
  return new Request(document.baseURI, { headers: [[header, "1"]] }).headers.has(header);
}

/** The fields of a message and of those in it. */
export function fieldTable(fields) {
  if (!fields.length) {
    return el("p", { class: "muted" }, "It has none.");
  }
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Fields" }, el("table", {},
    el("thead", {}, el("tr", {}, ["Field", "Type", "Meaning"].map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, fields.map((field) => el("tr", {},
      el("th", { scope: "row" }, el("code", {}, field.path),
        field.required ? el("span", { class: "badge need" }, "required") : null,
        field.deprecated ? el("span", { class: "badge warn" }, "deprecated") : null,
        field.readOnly ? el("span", { class: "badge" }, "output only") : null),
      el("td", {}, field.type),
      el("td", {}, prose(field.description),
        field.choices.length ? el("p", { class: "small" }, "One of ",
          field.choices.flatMap((choice, i) => [i ? ", " : "", el("code", {}, String(choice))]), ".") : null,
        field.others.length ? el("p", { class: "muted small" }, `Not together with ${field.others.join(", ")}.`) : null))))));
}
