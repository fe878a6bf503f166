// Elements, made without markup: whatever comes from the server goes in as text.

/** Makes an element; names of attributes that begin with "on" are listeners. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A control under its label. */
export function labelled(text, control, hint) {
  return el("label", { class: "field" }, el("span", { class: "label" }, text), control,
    hint ? el("span", { class: "muted small" }, hint) : null);
}

/** A text with its paragraphs, and `code` between backquotes. */
export function prose(text) {
  return (text ?? "").split(/\n{2,}/).filter((each) => each.trim()).map((paragraph) =>
    el("p", { class: "prose" }, paragraph.split("`").map((part, i) =>
      i % 2 ? el("code", {}, part) : part)));
}

/** Copies text, also where the page has no right to the clipboard's API. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "offscreen", readonly: true, "aria-hidden": "true" });
    area.value = text;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return copied;
  }
}

/** A button that copies what a function gives, and says so. */
export function copyButton(label, text) {
  const button = el("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    const copied = await copyText(text());
    button.textContent = copied ? "Copied" : "Could not copy";
    setTimeout(() => { button.textContent = label; }, 1500);
  });
  return button;
}

/** JSON with its tokens marked. */
export function jsonView(text) {
  const view = el("code", {});
  const token = /("(?:\\.|[^"\\])*")(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g;
  let end = 0;
  for (const match of text.matchAll(token)) {
    view.append(text.slice(end, match.index));
    const kind = match[1] ? (match[2] ? "key" : "string") : "atom";
    view.append(el("span", { class: `j-${kind}` }, match[1] ?? match[0]), match[2] ?? "");
    end = match.index + match[0].length;
  }
  view.append(text.slice(end));
  return view;
}
