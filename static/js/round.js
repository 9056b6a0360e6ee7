// The round's page: counts to the opening by the server's clock and starts the attempt; those who let it
// start by itself do not all start in one second.

import { Clock, onSleep, timeText } from "./clock.js";
import { pause, post } from "./outbox.js";

const get = (id) => document.getElementById(id);
const box = get("countdown");
const auto = get("auto"); // absent for whoever has sat before
const form = get("start").querySelector("form");
const button = form.querySelector("button");
const clock = new Clock(Number(box.dataset.now), Number(box.dataset.opens));
const KEY = `auto${location.pathname}`;
const DAY = 86400000;
const SPREAD = 5000;
let open = false, starting = false, asking = false;

const words = {};
for (const item of get("words").content.children) words[item.dataset.k] = item.textContent;

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const say = (text) => set(get("say"), text);

// The tick, for this tab; a browser that keeps nothing has it for this page.
function remember(ticked) {
  try {
    if (ticked) sessionStorage.setItem(KEY, "1");
    else sessionStorage.removeItem(KEY);
  } catch (problem) { /* not kept */ }
}

function remembered() {
  try {
    return Boolean(sessionStorage.getItem(KEY));
  } catch (problem) {
    return false;
  }
}

// Starting again gives the attempt that runs, so a reply that was lost costs nothing.
async function start() {
  if (starting) return;
  starting = true;
  button.disabled = true;
  for (let tries = 0; ; tries += 1) {
    say(words.starting);
    const body = {};
    for (const name of ["guess", "notice"]) if (form.elements[name]) body[name] = form.elements[name].value;
    const { status, data, again, asked } = await post(form.action, form.elements.form_token.value, body);
    if (data.url) {
      remember(false);
      return location.assign(data.url);
    }
    if (!again && data.code !== "not_yet_open") {
      remember(false);
      if (status === 401 || status === 403) return location.reload();
      starting = button.disabled = false;
      return say(data.message);
    }
    say(status ? words.busy : words.offline);
    await pause(tries, asked);
  }
}

function opened() {
  open = true;
  box.hidden = true;
  get("start").hidden = false;
  const phase = document.querySelector(".phase");
  if (phase.classList.contains("phase-before")) {
    phase.className = "phase phase-open";
    set(phase, phase.textContent.replace(/^[^.]*/, words.open));
  }
  if (!auto || !auto.checked) return say(box.dataset.wait ? words.press : "");
  say(words.soon);
  setTimeout(start, Math.random() * SPREAD);
}

function tick() {
  if (open) return;
  const left = Math.max(0, clock.left());
  const days = Math.floor(left / DAY);
  set(box.querySelector("[role=timer]"), `${days ? `${days} ${words.day} ` : ""}${timeText(left - days * DAY)}`);
  if (left === 0) opened();
}

// After sleep only the server knows the time, and the network may not be back yet.
async function askAgain() {
  if (open || asking) return;
  asking = true;
  for (let tries = 0; ; tries += 1) {
    const asked = { cache: "no-store", signal: AbortSignal.timeout(20000) };
    const reply = await fetch(location.href, asked).catch(() => null);
    const text = reply && reply.status < 500 ? await reply.text().catch(() => "") : "";
    if (text) {
      const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("countdown");
      if (!fresh) return location.reload();
      clock.hear({ now: Number(fresh.dataset.now), deadline: Number(fresh.dataset.opens) });
      break;
    }
    await pause(tries);
  }
  asking = false;
  tick();
}

if (auto) {
  auto.checked = remembered();
  auto.addEventListener("change", () => remember(auto.checked));
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
box.hidden = !box.dataset.wait;
if (get("plain")) get("plain").remove(); // said to browsers without script
tick();
setInterval(tick, 500);
onSleep(askAgain);
