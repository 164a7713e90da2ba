// The little that the pages cannot do as plain HTML. Everything it does has a link or a form beneath it.
"use strict";

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const say = text => { find("#said").textContent = text; };

// Theme: the system's, until somebody chooses.
const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
find("#theme").addEventListener("click", () => {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
  document.documentElement.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
});
find("#help").addEventListener("click", () => find("#keys").showModal());

// Times as the reader's clock has them.
const sameDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const otherDay = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
function localize(within) {
  for (const element of all("time[datetime]", within)) {
    const time = new Date(element.dateTime);
    if (isNaN(time)) continue;
    element.title = element.dateTime;
    element.textContent = (time.toDateString() === new Date().toDateString() ? sameDay : otherDay).format(time);
  }
}
localize(document);

async function text(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.text();
}

// Pieces that come when they are wanted, or when they come into sight.
const sight = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) load(entry.target);
}, { rootMargin: "400px" });
function prepare(within) {
  for (const link of all("a[data-load]", within)) if (link.dataset.auto !== undefined) sight.observe(link);
}
async function load(link) {
  if (link.dataset.isLoading) return;
  link.dataset.isLoading = "yes";
  sight.unobserve(link);
  try {
    const template = document.createElement("template");
    template.innerHTML = await text(link.getAttribute("href"), { headers: { "X-Fragment": "yes" } });
    const hadFocus = document.activeElement === link;
    const added = Array.from(template.content.children);
    link.replaceWith(template.content);
    for (const element of added) { localize(element); prepare(element.parentElement ?? element); }
    if (hadFocus && added[0]) { added[0].tabIndex = -1; added[0].focus(); }
  } catch (error) {
    link.textContent = `Could not be loaded (${error.message}); try again`;
    delete link.dataset.isLoading;
  }
}
prepare(document);

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-load]");
  if (link) { event.preventDefault(); load(link); return; }
  const shown = event.target.closest("a[data-show]");
  if (shown && find("#tree")) { event.preventDefault(); choose(shown.dataset.show); return; }
  const copied = event.target.closest("[data-copy]");
  if (copied) copy(copied);
  const removed = event.target.closest("[data-remove]");
  if (removed) remove(removed);
  for (const menu of all("details.more[open]")) if (!menu.contains(event.target)) menu.open = false;
});

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say("Copied");
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1500);
  } catch {
    window.prompt("Copy", button.dataset.copy);
  }
}

// The list of traces: new ones appear on top.
const list = find("#traces[data-live]");
const pause = find("#pause");
let isPaused = new URLSearchParams(location.search).has("before");
if (pause) {
  const show = () => {
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.textContent = isPaused ? "Go on" : "Pause";
  };
  pause.addEventListener("click", () => { isPaused = !isPaused; show(); if (!isPaused) refresh(); });
  show();
}
async function refresh() {
  const template = document.createElement("template");
  template.innerHTML = `<table><tbody>${await text(list.dataset.live)}</tbody></table>`;
  if (isPaused) return;
  const body = list.tBodies[0];
  const known = new Map(all("tr[data-id]", body).map(row => [row.dataset.id, row]));
  const rows = all("tr[data-id]", template.content);
  const fresh = rows.filter(row => !known.has(row.dataset.id)).length;
  for (const row of rows) {
    localize(row);
    const old = known.get(row.dataset.id);
    if (!old) row.classList.add("fresh");
    if (old && old.classList.contains("chosen")) row.classList.add("chosen");
    // What somebody is about to use stays as it is.
    if (old && old.contains(document.activeElement)) row.replaceChildren(...old.childNodes);
  }
  const kept = all("tr[data-id]", body).slice(0, 500).filter(row => !rows.some(other => other.dataset.id === row.dataset.id));
  const focused = document.activeElement?.closest?.("tr[data-id]")?.dataset.id;
  body.replaceChildren(...rows, ...kept);
  if (focused) find(`tr[data-id="${focused}"] a`, body)?.focus();
  if (fresh > 0) {
    find("#count").textContent = `${fresh} new`;
    const empty = find("main > .empty");
    if (empty) empty.remove();
  }
}
if (list) {
  setInterval(() => {
    if (!isPaused && !document.hidden) refresh().catch(() => { find("#count").textContent = "The server does not answer"; });
  }, 2000);
}

// The tree of spans.
const tree = find("#tree");
const level = row => Number(row.getAttribute("aria-level"));
function choose(id, focus = true) {
  const row = find(`[data-span="${id}"]`, tree);
  for (const other of all("[aria-selected=true]", tree)) { other.setAttribute("aria-selected", "false"); other.tabIndex = -1; }
  if (row) {
    row.setAttribute("aria-selected", "true");
    row.tabIndex = 0;
    if (focus) row.focus();
    row.scrollIntoView({ block: "nearest" });
  }
  show("span");
  text(`/traces/${tree.dataset.trace}/spans/${id}`, { headers: { "X-Fragment": "yes" } }).then(html => {
    find("#span").innerHTML = html;
    localize(find("#span"));
    prepare(find("#span"));
  }).catch(error => { find("#span").textContent = error.message; });
}
function fold(row, isOpen) {
  row.setAttribute("aria-expanded", String(isOpen));
  // The level of the folded span that hides what follows it.
  let folded = Infinity;
  for (const next of all(".span", tree)) {
    if (level(next) <= folded) folded = Infinity;
    next.classList.toggle("folded", folded < Infinity);
    if (folded === Infinity && next.getAttribute("aria-expanded") === "false") folded = level(next);
  }
}
if (tree) {
  const first = find(".span", tree);
  if (first) first.tabIndex = 0;
  tree.addEventListener("click", event => {
    const row = event.target.closest(".span");
    if (!row || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(row.dataset.span);
  });
  tree.addEventListener("keydown", event => {
    const row = event.target.closest(".span");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = all(".span:not(.folded)", tree);
    const place = rows.indexOf(row);
    const go = index => { const next = rows[index]; if (next) choose(next.dataset.span); };
    if (event.key === "ArrowDown" || event.key === "j") go(place + 1);
    else if (event.key === "ArrowUp" || event.key === "k") go(place - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "ArrowLeft" && row.getAttribute("aria-expanded") === "true") fold(row, false);
    else if (event.key === "ArrowRight" && row.getAttribute("aria-expanded") === "false") fold(row, true);
    else if (event.key === "Enter" || event.key === " ") choose(row.dataset.span);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const wanted = new URLSearchParams(location.search).get("span");
  if (wanted && /^[0-9a-f]{16}$/.test(wanted)) choose(wanted, false);
}

// Tabs.
function show(name) {
  for (const tab of all("[role=tab]")) {
    const isHere = tab.getAttribute("aria-controls") === name;
    tab.setAttribute("aria-selected", String(isHere));
    tab.tabIndex = isHere ? 0 : -1;
    find(`#${tab.getAttribute("aria-controls")}`).hidden = !isHere;
  }
}
for (const tab of all("[role=tab]")) {
  tab.addEventListener("click", () => show(tab.getAttribute("aria-controls")));
  tab.addEventListener("keydown", event => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const tabs = all("[role=tab]");
    const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    show(next.getAttribute("aria-controls"));
    next.focus();
  });
}

// Annotations.
find("#annotate")?.addEventListener("submit", async event => {
  event.preventDefault();
  const form = event.target;
  const body = Object.fromEntries(Array.from(new FormData(form)).filter(([, value]) => value !== ""));
  if (body.score !== undefined) body.score = Number(body.score);
  try {
    await text(`/api/traces/${form.dataset.trace}/annotations`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    location.reload();
  } catch (error) { say(error.message); window.alert(error.message); }
});
async function remove(button) {
  try {
    await text(button.dataset.remove, { method: "DELETE" });
    location.reload();
  } catch (error) { say(error.message); }
}

// Keys.
let isGoing = false;
document.addEventListener("keydown", event => {
  if (event.key === "Escape") for (const menu of all("details.more[open]")) { menu.open = false; find("summary", menu).focus(); }
  if (event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isGoing) {
    isGoing = false;
    const page = { t: "/", s: "/sessions", w: "/workflows", o: "/tools", m: "/models" }[event.key];
    if (page) { location.href = page; return; }
  }
  if (event.key === "g") isGoing = true;
  else if (event.key === "/" && find("#search")) { event.preventDefault(); find("#search").focus(); }
  else if (event.key === "?") find("#keys").showModal();
  else if (event.key === "p" && pause) pause.click();
  else if ((event.key === "j" || event.key === "k") && list) {
    const rows = all("tr[data-id]", list);
    if (rows.length === 0) return;
    const place = rows.findIndex(row => row.classList.contains("chosen"));
    const next = Math.min(Math.max(place + (event.key === "j" ? 1 : -1), 0), rows.length - 1);
    if (place >= 0) rows[place].classList.remove("chosen");
    rows[next].classList.add("chosen");
    find(".what a", rows[next]).focus();
  }
});
