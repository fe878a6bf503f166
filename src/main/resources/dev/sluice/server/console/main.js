// The page: the list of methods, and the one that is chosen.

import { el, prose } from "./dom.js";
import { Schemas } from "./schema.js";
import { MethodView } from "./call.js";

const KINDS = { none: "unary", server: "server stream", client: "client stream", bidi: "bidi stream" };

/** What is typed lives as long as the page: credentials are nowhere else. */
const state = { credential: { kind: "none", header: "x-api-key", value: "" }, drafts: new Map() };

const main = document.getElementById("main");
const filter = document.getElementById("filter");
let catalog, schemas, view = null;

export function badge(streaming) {
  return el("span", { class: `badge ${streaming}` }, KINDS[streaming] ?? streaming);
}

function methodsOf(service) {
  return service.methods.map((method) => ({
    ...method, service, fullName: `${service.name}/${method.name}`,
    deprecated: method.deprecated || service.deprecated,
  }));
}

function matches(method, words) {
  const text = [method.fullName, method.requestType, method.responseType, KINDS[method.streaming],
    ...method.operations.map((operation) => `${operation.httpMethod} ${operation.path}`)]
    .join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

function list() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = chosenName();
  let shown = 0;
  const sections = catalog.services.map((service) => {
    const methods = methodsOf(service).filter((method) => matches(method, words));
    shown += methods.length;
    return methods.length === 0 ? null : el("section", {},
      el("h2", { class: "service-name" }, service.name),
      el("ul", {}, methods.map((method) => el("li", {}, methodLink(method, chosen)))));
  }).filter(Boolean);
  document.getElementById("methods").replaceChildren(...sections);
  document.getElementById("filter-count").textContent =
    words.length === 0 ? "" : shown === 0 ? "No method matches." : `${shown} found`;
}

function methodLink(method, chosen) {
  return el("a", {
    href: `#/${method.fullName}`, class: method.deprecated ? "method deprecated" : "method",
    "aria-current": method.fullName === chosen ? "page" : null,
  }, el("span", { class: "name" }, method.name),
  method.deprecated ? el("span", { class: "badge warn" }, "deprecated") : null,
  badge(method.streaming));
}

function chosenName() {
  const name = location.hash.startsWith("#/") ? location.hash.slice(2) : "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function route() {
  if (location.hash !== "" && !location.hash.startsWith("#/")) {
    return;
  }
  const name = chosenName();
  const method = catalog.services.flatMap(methodsOf).find((each) => each.fullName === name);
  view?.close();
  view = method ? new MethodView(method, { catalog, schemas, state, badge }) : null;
  document.body.classList.toggle("chosen", Boolean(method));
  document.title = method ? `${method.name} – ${serverName()}` : serverName();
  main.replaceChildren(...(view ? [view.element] : name ? [unknown(name)] : home()));
  list();
  if (method) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

function unknown(name) {
  return el("p", { class: "notice" }, "There is no method ", el("code", {}, name), " here.");
}

function serverName() {
  return catalog.server.title || catalog.server.name;
}

function home() {
  const count = catalog.services.reduce((sum, service) => sum + service.methods.length, 0);
  return [
    el("h1", {}, serverName()),
    el("p", { class: "lead" },
      `${catalog.services.length} services with ${count} methods. Choose one to read about it and to call it.`),
    catalog.server.complete ? null : el("p", { class: "notice" },
      "Listed is what the contract tells of: reflection is not open to everybody."),
    ...catalog.services.map((service) => el("section", { class: "card" },
      el("h2", { class: "service-name" }, service.name,
        service.deprecated ? el("span", { class: "badge warn" }, "deprecated") : null),
      prose(service.description),
      el("ul", { class: "table" }, methodsOf(service).map((method) => el("li", {},
        methodLink(method, ""),
        el("span", { class: "muted" }, method.operations.map((operation) =>
          el("code", { class: "binding" }, `${operation.httpMethod} ${operation.path}`)))))))),
  ].filter(Boolean);
}

function links(server) {
  const all = [
    server.swaggerUi ? ["Swagger UI", "swagger-ui/"] : null,
    ["Contract", "openapi.yaml"],
    server.health ? ["Health", "healthz"] : null,
    server.metrics ? ["Metrics", "metrics"] : null,
  ].filter(Boolean);
  document.getElementById("links").replaceChildren(
    ...all.map(([text, href]) => el("a", { href }, text)));
}

async function start() {
  const response = await fetch(new URL("console/services.json", document.baseURI));
  if (!response.ok) {
    throw new Error(`services.json: ${response.status}`);
  }
  catalog = await response.json();
  schemas = new Schemas(catalog.schemas, catalog.messages);
  document.getElementById("title").textContent = serverName();
  document.getElementById("version").textContent =
    [catalog.server.title === catalog.server.name ? "" : catalog.server.name, catalog.server.version ?? ""]
      .filter(Boolean).join(" ");
  links(catalog.server);
  route();
  document.body.dataset.ready = "true";
}

addEventListener("hashchange", route);
filter.addEventListener("input", list);
filter.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    filter.value = "";
    list();
  } else if (event.key === "Enter" || event.key === "ArrowDown") {
    document.querySelector("#methods a")?.focus();
    event.preventDefault();
  }
});
document.getElementById("methods").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...document.querySelectorAll("#methods a")];
  const next = step ? all.indexOf(document.activeElement) + step : -2;
  if (next === -1) {
    filter.focus();
  } else if (step && next < all.length) {
    all[next].focus();
  }
  if (step) {
    event.preventDefault();
  }
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
    && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    filter.focus();
    filter.select();
  }
});

start().catch((failure) => {
  main.replaceChildren(el("p", { class: "notice bad", role: "alert" },
    `The list of services could not be read: ${failure.message}`));
});
