// The live chat page: keeps what the citizen writes until the desk has it, and shows what comes.
// The page works without this script; every word shown comes from the template's data-* attributes.

const API = "/api/v1/webchat/messages";
const UNSENT = "tanya-loket.unsent";
const DRAFT = "tanya-loket.draft";
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;

const find = (id) => document.getElementById(id);
const chat = find("chat");
const words = chat.dataset;
const messages = find("messages");
const composer = find("composer");
const input = find("text");
const limit = Number(words.limit);

let lastId = Number(words.lastId); // the newest message that the desk told us of
let engineReady = find("preparing").hidden;
let deskIsTyping = false;
let awaiting = false; // a message of the citizen has no answer yet
let atEnd = true;
let unsent = kept();
let inFlight = Promise.resolve();
let stopWaiting = () => {};

// Kept on this device

function kept() {
  try {
    return JSON.parse(localStorage.getItem(UNSENT)) ?? [];
  } catch {
    return []; // storage is refused or damaged: the page goes on without it
  }
}

// Another tab of the same citizen writes here too, so change one item, never the whole list.
function keep(item) {
  const others = kept().filter((other) => other.id !== item.id);
  store(localStorage, UNSENT, JSON.stringify([...others, item]));
}

function forget(item) {
  unsent = unsent.filter((other) => other.id !== item.id);
  store(localStorage, UNSENT, JSON.stringify(kept().filter((other) => other.id !== item.id)));
}

function store(place, key, value) {
  try {
    place.setItem(key, value);
  } catch {
    // Full or refused: what is in memory is still sent.
  }
}

function newId() {
  // randomUUID is missing on plain http, which is how a desk on a local network is tried.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Bubbles

function bubble(message) {
  const kind = message.from_citizen ? "from-citizen" : "from-desk";
  const element = find(kind).content.firstElementChild.cloneNode(true);
  const text = element.querySelector(".text");
  element.querySelector(".at").textContent = message.at ?? "";
  text.append(...(message.from_citizen ? [message.text] : linked(message.text)));
  if (message.choices?.length) element.append(choices(message.choices));
  return element;
}

// The twin of `linked` in pages.py: text stays text, only https addresses become links.
function linked(text) {
  const parts = text.split(/(https:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?()[\]])/);
  return parts.map((part, index) => {
    if (index % 2 === 0) return part;
    const link = document.createElement("a");
    link.href = link.textContent = part;
    link.rel = "noopener noreferrer";
    return link;
  });
}

function choices(list) {
  const form = document.createElement("form");
  form.className = "choices";
  for (const { title, token, shares_location: sharesLocation } of list) {
    const button = document.createElement("button");
    button.name = "choice";
    button.value = token;
    button.textContent = title;
    button.toggleAttribute("data-shares-location", Boolean(sharesLocation));
    form.append(button);
  }
  return form;
}

// What the desk has comes in its order, what it does not have yet comes last.
function place(element, id) {
  element.dataset.id = id;
  const later = [...messages.children].find(
    (other) => other !== element && !(Number(other.dataset.id) < id),
  );
  if (element.nextElementSibling !== (later ?? null) || !element.isConnected) {
    messages.insertBefore(element, later ?? null);
  }
  onlyNewestOffersChoices();
}

function onlyNewestOffersChoices() {
  const holdsFocus = document.activeElement?.closest(".message .choices, .welcome .choices");
  for (const form of messages.querySelectorAll(".message:not(:last-child) .choices")) form.remove();
  document.querySelector(".welcome .choices")?.remove();
  document.querySelector(".welcome h3")?.remove();
  if (holdsFocus && !holdsFocus.isConnected) find("log").focus({ preventScroll: true });
}

const shown = (id) => messages.querySelector(`[data-id="${Number(id)}"]`);

// Sending

function submit(item) {
  item.id = newId();
  quietAboutLocation();
  unsent.push(item);
  keep(item);
  show(item);
  scrollTo(document.body.scrollHeight);
  drain();
}

function show(item) {
  item.element = bubble({ from_citizen: true, text: item.title ?? item.text });
  messages.append(item.element);
  onlyNewestOffersChoices();
  tell(item);
}

// Its state in words; a refused message can be changed or dropped, a waiting one sent at once.
function tell(item) {
  const state = item.element.querySelector(".state");
  if (item.refused) {
    state.textContent = `${words.rejected} ${item.refused} `;
    if (item.text) state.append(action(words.edit, () => edit(item)));
    state.append(action(words.discard, () => drop(item)));
  } else if (item.waiting) {
    state.textContent = `${item.waiting} `;
    state.append(action(words.retry, wake));
  } else {
    state.textContent = words.sending;
  }
  item.element.classList.toggle("unsent", Boolean(item.refused || item.waiting));
}

function action(title, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = title;
  button.addEventListener("click", run);
  return button;
}

function edit(item) {
  input.value = input.value.trim() ? `${item.text}\n${input.value}` : item.text;
  drop(item);
  typed();
  input.focus();
}

function drop(item) {
  forget(item);
  item.element.remove();
  input.focus();
}

// The citizen's location: asked for once, rounded here, and nothing depends on it

const LOCATION_TIME = 10000;
const PERMISSION_DENIED = 1;
let askedBy = null; // the button whose location is looked for

function shareLocation(button) {
  if (askedBy === button) return;
  if (!window.isSecureContext || !navigator.geolocation) return aboutLocation(words.locationImpossible);
  askedBy = button;
  aboutLocation(words.locating);
  // A question for permission that is put aside calls nobody back.
  const slow = setTimeout(() => notLocated(button, words.locationUnknown), LOCATION_TIME);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      clearTimeout(slow);
      // Who went on meanwhile is not answered twice; who only allowed it late is answered.
      if (button.isConnected) submit({ title: words.location, ...rounded(coords) });
    },
    ({ code }) => {
      clearTimeout(slow);
      notLocated(button, code === PERMISSION_DENIED ? words.locationDenied : words.locationUnknown);
    },
    { timeout: LOCATION_TIME, maximumAge: 300000 },
  );
}

function notLocated(button, sentence) {
  if (askedBy !== button || !button.isConnected) return;
  askedBy = null;
  aboutLocation(sentence);
}

function aboutLocation(sentence) {
  followingTheEnd(() => {
    find("locating").textContent = sentence;
    find("locating").hidden = false;
  });
}

function quietAboutLocation() {
  askedBy = null;
  find("locating").hidden = true;
}

// About 100 m: enough to find a counter, too little to find a home.
const rounded = ({ latitude, longitude }) => ({
  latitude: Number(latitude.toFixed(3)),
  longitude: Number(longitude.toFixed(3)),
});

const resting = new Set();
let draining = false;

async function drain() {
  if (draining) return;
  draining = true;
  let pause = FIRST_PAUSE;
  for (let item; (item = unsent.find((other) => !other.refused)); ) {
    inFlight = post(item);
    const retryAfter = await inFlight;
    if (retryAfter === null) {
      pause = FIRST_PAUSE;
    } else {
      await rest(Math.max(pause, retryAfter * 1000));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
  draining = false;
}

// Null when the message is settled, otherwise the seconds after which to try again.
async function post(item) {
  let response;
  let answer = {};
  try {
    response = await fetch(API, request(item));
    answer = await response.json();
  } catch {
    // No connection, or no answer of the desk itself: a proxy's error page is not JSON.
  }
  if (response?.status === 202) return accepted(item, answer.id);
  if (isFinal(response)) return refused(item, answer.error);
  item.waiting = answer.error ?? words.waiting;
  tell(item);
  return Number(response?.headers.get("Retry-After")) || 0;
}

function request(item) {
  const { choice, link, latitude, longitude, text } = item; // what an item lacks JSON leaves out
  const body = { external_id: item.id, choice, link, latitude, longitude, text };
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": words.csrf },
    body: JSON.stringify(body),
    signal: limitedTo(15000),
  };
}

const isFinal = (response) =>
  response && response.status >= 400 && response.status < 500 && ![408, 429].includes(response.status);

function accepted(item, id) {
  forget(item);
  item.element.classList.remove("unsent");
  if (shown(id)) {
    item.element.remove(); // stored by an earlier try whose answer was lost on the way
  } else {
    item.element.querySelector(".state").textContent = words.sent;
    place(item.element, id);
  }
  awaiting = isLast(messages.querySelectorAll("[data-id]"), shown(id));
  sign();
  return null;
}

const isLast = (list, element) => list[list.length - 1] === element;

function refused(item, error) {
  item.refused = error ?? "";
  tell(item);
  keep({ ...item, element: undefined });
  return null;
}

function limitedTo(milliseconds, controller = new AbortController()) {
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

// Ends early when the line comes back or the citizen asks for it.
async function rest(milliseconds) {
  const scattered = milliseconds * (0.75 + Math.random() / 2); // not all citizens at one instant
  let resume;
  const rested = new Promise((resolve) => (resume = resolve));
  const timer = setTimeout(resume, scattered);
  resting.add(resume);
  await rested;
  resting.delete(resume);
  clearTimeout(timer);
}

const wake = () => resting.forEach((resume) => resume());

// Listening

let listening = false;

async function listen() {
  if (listening) return;
  listening = true;
  let pause = FIRST_PAUSE;
  while (!document.hidden) {
    const started = Date.now();
    const update = await nextUpdate();
    if (document.hidden) break;
    followingTheEnd(() => (find("lost").hidden = update !== null));
    if (update) {
      await inFlight; // so that our own message finds its bubble
      receive(update);
    }
    const quick = update && !update.messages.length && Date.now() - started < FIRST_PAUSE;
    if (!update || quick) await rest(pause);
    pause = update ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
  }
  listening = false;
}

async function nextUpdate() {
  const controller = new AbortController();
  stopWaiting = () => controller.abort();
  const wait = engineReady ? 25 : 5;
  try {
    const response = await fetch(`${API}?after=${lastId}&wait=${wait}`, {
      signal: limitedTo(40000, controller),
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function receive(update) {
  const follows = awaiting || nearEnd();
  const answers = update.messages.filter((message) => take(message) && !message.from_citizen);
  engineReady = update.engine_ready;
  deskIsTyping = update.typing;
  if (answers.length || (!update.messages.length && !deskIsTyping)) awaiting = false;
  sign();
  if (answers.length) reveal(shown(answers[0].id), follows);
}

// True when the message was not on the page yet.
function take(message) {
  lastId = Math.max(lastId, message.id);
  const known = shown(message.id);
  if (known) known.querySelector(".at").textContent = message.at;
  else {
    const element = bubble(message);
    if (message.from_citizen) element.querySelector(".state").textContent = words.sent;
    place(element, message.id);
  }
  return !known;
}

function sign() {
  followingTheEnd(() => {
    find("preparing").hidden = engineReady;
    find("typing").hidden = !(engineReady && (deskIsTyping || awaiting));
    find("reload")?.remove();
  });
}

// Seeing the newest

const nearEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - 240;

// A long answer is shown from its beginning. A citizen who is reading further up is not moved.
function reveal(element, follows) {
  if (follows) scrollTo(element.offsetTop - document.querySelector(".top").offsetHeight - 16);
  else find("newest").hidden = false;
}

// What grows or appears under the newest message must not cover it.
function followingTheEnd(change) {
  const follows = nearEnd() && messages.children.length > 0;
  change();
  if (follows) scrollTo(document.body.scrollHeight);
}

function scrollTo(top) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  window.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
}

// Writing

function typed() {
  followingTheEnd(() => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight + 2, 160)}px`;
  });
  const left = limit - [...input.value].length;
  const phrase = left < 0 ? words.over : left <= limit / 10 ? words.left : "";
  find("counter").textContent = phrase.replace("{n}", Math.abs(left));
  find("counter").classList.toggle("over", left < 0);
  store(sessionStorage, DRAFT, input.value);
}

function sendTyped() {
  const text = input.value.trim();
  input.focus();
  if (!text || [...text].length > limit) return;
  input.value = "";
  typed();
  document.querySelector(".problem")?.remove();
  submit({ text });
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const pressed = event.submitter;
  if (pressed?.matches("[data-shares-location]")) shareLocation(pressed);
  else if (pressed?.name === "link") submit({ link: pressed.value, title: words.menu });
  else if (pressed?.name === "choice") submit({ choice: pressed.value, title: pressed.textContent.trim() });
  else if (pressed?.name === "text") submit({ text: pressed.value });
  else sendTyped();
});

input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendTyped();
});

input.addEventListener("input", typed);
find("newest").addEventListener("click", () => {
  find("newest").hidden = true;
  scrollTo(document.body.scrollHeight);
});
window.addEventListener("scroll", () => {
  atEnd = nearEnd();
  if (atEnd) find("newest").hidden = true;
}, { passive: true });
// A phone's keyboard opens over the newest message.
window.addEventListener("resize", () => {
  if (atEnd && messages.children.length) scrollTo(document.body.scrollHeight);
});
window.addEventListener("online", wake);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return stopWaiting();
  wake();
  listen();
});

try {
  input.value ||= sessionStorage.getItem(DRAFT) ?? "";
} catch {
  // Storage is refused: an empty box is all we can offer.
}
typed();
awaiting = messages.lastElementChild?.classList.contains("citizen") ?? false;
unsent.forEach(show);
sign();
if (messages.children.length) window.scrollTo(0, document.body.scrollHeight);
drain();
listen();
