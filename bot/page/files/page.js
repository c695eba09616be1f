// The demonstration page: sends what is typed, pressed or filled in, and shows what the server says stands.

const setting = (name) => document.querySelector(`meta[name="parley-${name}"]`).content;
const persona = setting("persona");
const main = document.querySelector("main");
const [problem, moment] = ["problem", "moment"].map((id) => document.getElementById(id));
const logs = [...document.querySelectorAll(".log")];
const narrow = window.matchMedia("(max-width: 43.99rem)"); // the widths of page.css
const wide = window.matchMedia("(min-width: 69rem)");
const NOT_SENT = "This was not sent. Check that Parley is still running, then send it again.";
const NO_NEWS = "The connection to Parley is lost. This page tries again by itself.";

// --- Who you are, kept for this browser tab ---
function staySamePerson() {
  const before = sessionStorage.getItem("persona") ?? persona;
  if (!location.search && before !== persona) location.replace(`/?persona=${encodeURIComponent(before)}`);
  sessionStorage.setItem("persona", persona);
}

// --- Sending ---
async function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Parley-Token": setting("token") };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.text);
  return answer;
}

/** Send once: a second press while the first is on its way does nothing, and a retry carries the same id. */
async function send(element, path, body) {
  if (element.getAttribute("aria-busy") === "true") return null;
  element.setAttribute("aria-busy", "true");
  element.dataset.id ||= crypto.randomUUID();
  try {
    const answer = await post(path, path === "/say" ? { ...body, id: element.dataset.id } : body);
    delete element.dataset.id;
    tell("");
    return answer;
  } catch (error) {
    tell(error instanceof TypeError || error instanceof SyntaxError ? NOT_SENT : error.message);
    return null;
  } finally {
    element.removeAttribute("aria-busy");
  }
}

function say(element, line, more = {}) {
  const pane = element.closest(".pane");
  follow(pane.querySelector(".log"));
  return send(element, "/say", { persona, where: pane.id, line, ...more });
}

const lines = new WeakMap();
const tried = new WeakMap();

/** The box is free at once for the next line; lines go out one after the other, and one not sent comes back. */
async function sayLine(form) {
  const box = form.elements.line;
  const line = box.value.trim();
  closeExamples(form);
  box.focus();
  if (!line) return;
  box.value = "";
  const sent = (lines.get(form) ?? Promise.resolve()).then(() => sayOne(form, line));
  lines.set(form, sent);
  if (!(await sent) && !box.value) box.value = line;
}

function sayOne(form, line) {
  if (tried.get(form) !== line) delete form.dataset.id; // only the same words sent again are the same event
  tried.set(form, line);
  return say(form, line);
}

/* What is filled in, by field; where several boxes of a field are ticked, each stands on a line. */
function filledIn(form) {
  const filled = new FormData(form);
  return Object.fromEntries([...new Set(filled.keys())].map((name) => [name, filled.getAll(name).join("\n")]));
}

async function sendForm(form) {
  clearErrors(form);
  const blank = [...form.querySelectorAll("[required]")].find((box) => !form.elements[box.name].value.trim());
  if (blank) return showError(form, blank.name, `Answer “${question(blank)}”`);
  const more = { values: filledIn(form), form: form.closest(".message").id };
  const answer = await say(form, form.dataset.command, more);
  if (answer?.field) return showError(form, answer.field, "", answer.html);
  return answer && !answer.refused && form.reset();
}

async function moveClock(element, body) {
  const form = document.getElementById("clock");
  clearErrors(form);
  logs.forEach(follow);
  const answer = await send(element, "/clock", body);
  if (answer?.field) return showError(form, answer.field, answer.text);
  return answer && !wide.matches && shut(element.closest("details"));
}

const tell = (sentence) => Object.assign(problem, { textContent: sentence, hidden: !sentence });

// --- Errors beside their field: what was typed stays, and the field gets the focus ---
const question = (box) => (box.closest("fieldset")?.querySelector("legend") ?? box.labels[0]).textContent.trim();

function showError(form, name, words, html = "") {
  const boxes = [...form.querySelectorAll("[name]")].filter((box) => box.name === name);
  const holder = boxes[0].closest("fieldset, .field");
  const error = Object.assign(document.createElement("div"), { className: "error", id: `${boxes[0].id}-error` });
  if (html) error.innerHTML = html;
  else error.textContent = words;
  holder.classList.add("wrong");
  (holder.querySelector(".hint") ?? holder.querySelector("legend, label")).after(error);
  for (const box of boxes) {
    const described = (box.getAttribute("aria-describedby") ?? "").split(" ");
    box.setAttribute("aria-describedby", [...new Set([...described, error.id])].join(" ").trim());
    box.setAttribute("aria-invalid", "true");
  }
  boxes[0].focus();
}

function clearErrors(form) {
  for (const error of form.querySelectorAll(".error")) error.remove();
  for (const holder of form.querySelectorAll(".wrong")) holder.classList.remove("wrong");
  for (const box of form.querySelectorAll("[aria-invalid]")) box.removeAttribute("aria-invalid");
}

// --- Showing what stands ---
function show({ id, pane, day, html }) {
  const log = document.querySelector(`#${pane} .log`);
  const template = document.createElement("template");
  template.innerHTML = html;
  const message = template.content.firstElementChild;
  const before = document.getElementById(id);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const following = atEnd || log.dataset.followed === String(log.scrollTop);
  if (before) rewrite(log, before, message);
  else append(log, message, day);
  prepare(message);
  if (following && !before) reveal(log, message);
}

function append(log, message, day) {
  log.querySelector(".empty")?.remove();
  if (log.dataset.day !== day) {
    log.dataset.day = day;
    log.append(Object.assign(document.createElement("p"), { className: "day", textContent: day }));
  }
  log.append(message);
}

/** Write a message again without reading it out, and without losing what is typed or where the focus is. */
function rewrite(log, before, message) {
  const focused = before.contains(document.activeElement) && nameOf(document.activeElement);
  for (const box of before.querySelectorAll("input, textarea")) keepTyped(box, message);
  log.setAttribute("aria-live", "off");
  before.replaceWith(message);
  if (focused) (message.querySelector(focused) ?? log).focus({ preventScroll: true });
  readOutSoon();
}

function keepTyped(box, message) {
  const same = [...message.querySelectorAll(`[name="${CSS.escape(box.name)}"]`)];
  if (box.type !== "radio" && same[0]) same[0].value = box.value;
  for (const radio of same) radio.checked = radio.value === box.value ? box.checked : radio.checked;
}

function nameOf({ dataset, name, localName }) {
  if (dataset.line !== undefined) return `[data-line="${CSS.escape(dataset.line)}"]`;
  return name ? `[name="${CSS.escape(name)}"]` : localName;
}

/** Our own words for what is missing; and a wide table scrolls in its own box. */
function prepare(message) {
  for (const form of message.querySelectorAll("form")) form.noValidate = true;
  for (const table of message.querySelectorAll("table")) {
    const box = Object.assign(document.createElement("div"), { className: "scroll" });
    table.replaceWith(box);
    box.append(table);
    for (const cell of table.querySelectorAll("td")) cell.classList.toggle("long", cell.textContent.length > 24);
    widths.observe(box);
  }
}

/** A box that hides part of its table can be reached and scrolled with the keyboard. */
const widths = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    if (target.scrollWidth <= target.clientWidth) continue;
    target.tabIndex = 0;
    target.setAttribute("role", "region");
    target.setAttribute("aria-label", target.querySelector("caption")?.textContent || "Table");
  }
});

/** Show what comes next, unless the reader scrolls before it does. */
const follow = (log) => { log.dataset.followed = log.scrollTop; };
const toEnd = (log) => { log.scrollTop = log.scrollHeight; };

/** To the end, or to the top of a message too long to fit; again when its pictures have come. */
function reveal(log, message) {
  const scroll = () => {
    toEnd(log);
    if (message.offsetHeight > log.clientHeight) log.scrollTop = message.offsetTop - 60;
    follow(log);
  };
  scroll();
  for (const picture of message.querySelectorAll("img")) picture.addEventListener("load", scroll, { once: true });
}

// --- News from the server ---
function listen() {
  const news = new EventSource(`/events?persona=${encodeURIComponent(persona)}`);
  news.addEventListener("reset", forget);
  news.addEventListener("message", (event) => show(JSON.parse(event.data)));
  news.addEventListener("state", (event) => settle(JSON.parse(event.data)));
  news.addEventListener("error", () => {
    if (news.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    setTimeout(() => news.readyState !== EventSource.OPEN && tell(NO_NEWS), 2000);
  });
}

function forget() {
  for (const log of logs) {
    log.setAttribute("aria-live", "off");
    for (const old of log.querySelectorAll(".message, .day")) old.remove();
    delete log.dataset.day;
  }
}

function settle(state) {
  if (state.launch !== setting("launch")) return location.reload(); // Parley was started again
  if (problem.textContent === NO_NEWS) tell("");
  const clock = document.querySelector("[data-clock]");
  if (clock.dateTime !== state.local) moment.value = state.local;
  Object.assign(clock, { textContent: state.words, dateTime: state.local });
  direct = state.direct;
  if (narrow.matches && main.dataset.pane === "private") markSeen();
  else count();
  if (!main.dataset.ready && wide.matches) document.querySelector(".examples").open = !!document.querySelector("#channel .empty");
  main.dataset.ready = "true";
  return readOutSoon();
}

const readOutSoon = () => setTimeout(() => logs.forEach((log) => log.setAttribute("aria-live", "polite")), 500);

// --- Badges: direct messages not yet looked at ---
let direct = {};
const seenKey = (account) => `seen-${setting("launch")}-${account}`;
const unseen = (account) => direct[account] - Number(sessionStorage.getItem(seenKey(account)));

const mark = (badge, number) => Object.assign(badge, { hidden: number < 1, textContent: `${number} new` });

function count() {
  const others = Object.keys(direct).filter((account) => account !== persona);
  for (const badge of document.querySelectorAll("[data-waiting]")) mark(badge, unseen(badge.dataset.waiting));
  mark(document.querySelector("[data-others]"), others.reduce((sum, account) => sum + unseen(account), 0));
}

function markSeen() {
  sessionStorage.setItem(seenKey(persona), direct[persona] ?? 0);
  count();
}

// --- Panes, examples and the keyboard ---
function showPane(pane) {
  main.dataset.pane = pane;
  sessionStorage.setItem("pane", pane);
  for (const tab of document.querySelectorAll("[data-show]")) tab.setAttribute("aria-pressed", tab.dataset.show === pane);
  if (narrow.matches) toEnd(document.querySelector(`#${pane} .log`));
  if (narrow.matches && pane === "private") markSeen();
}

function tryExample(button) {
  const box = button.closest(".composer").querySelector("textarea");
  box.value = button.dataset.example;
  closeExamples(button);
  box.focus();
}

const closeExamples = (inside) => { inside.closest(".composer").querySelector(".examples").open = false; };

function press({ target }) {
  const button = target.closest("button");
  if (button?.dataset.line !== undefined) say(button, button.dataset.line);
  if (button?.dataset.step) moveClock(button, { step: button.dataset.step });
  if (button?.dataset.example) tryExample(button);
  if (button?.dataset.show) showPane(button.dataset.show);
}

function submit(event) {
  event.preventDefault();
  if (event.target.id === "clock") moveClock(event.target, { moment: moment.value });
  else if (event.target.matches(".say")) sayLine(event.target);
  else sendForm(event.target);
}

function key(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches(".say textarea")) {
    event.preventDefault();
    sayLine(event.target.form);
  }
  if (event.key === "Escape") document.querySelectorAll(wide.matches ? ".examples[open]" : "details[open]").forEach(shut);
}

function shut(details) {
  if (details.contains(document.activeElement)) details.querySelector("summary").focus();
  details.open = false;
}

const fold = () => document.querySelectorAll("[data-wide]").forEach((box) => { box.open = wide.matches; });

document.addEventListener("click", press);
document.addEventListener("submit", submit);
document.addEventListener("keydown", key);
for (const name of ["pointerdown", "focusin"]) document.getElementById("private").addEventListener(name, markSeen);
wide.addEventListener("change", fold);
staySamePerson();
fold();
showPane(sessionStorage.getItem("pane") ?? "channel");
listen();
