// The paper's screen: sends each tap through the outbox, says what is saved, keeps the time, hands in.

import { Clock, onSleep, timeText } from "./clock.js";
import { Outbox, ending, pause, post, wake } from "./outbox.js";

const get = (id) => document.getElementById(id);
const page = JSON.parse(get("page").textContent);
const form = get("paper");
const base = location.pathname;
page.answers = `${base}/answers`;
page.token = form.elements.form_token.value;
const cards = [...form.querySelectorAll(".q")];
// question -> [state, words] once the server replied
const notes = new Map();
const clock = new Clock(page.now, page.deadline);
const outbox = new Outbox(page, hear);
const tab = `attempt-${page.attempt}`;
// Who was closed by time stays on the page: there may be more of it.
const PATIENCE = 120000;
// away: another device sits the attempt
let ended = false, away = false, sending = false, told = 6, heard = 0, leaving;

const words = {};
for (const item of get("words").content.children) words[item.dataset.k] = item.textContent;
const say = (key, value) => words[key].replace("{}", value);

const numberOf = (card) => Number(card.id.slice(1));
const inputs = (card) => [...card.querySelectorAll("input")];
const ticked = (card) => inputs(card).filter((input) => input.checked).map((input) => Number(input.value));

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function draw() {
  let saved = 0, blank = 0;
  cards.forEach((card, place) => {
    const number = numberOf(card);
    let [state, text] = notes.get(number) || ["", words.blank];
    if (outbox.holds(number)) {
      state = outbox.tries || outbox.stopped ? "wait" : "saving";
      text = words[outbox.stopped ? "held" : state];
    } else if (state === "saved") saved += 1;
    card.dataset.s = state;
    set(card.querySelector(".state"), text);
    const answered = ticked(card).length > 0;
    if (!answered) blank += 1;
    get("left").children[place].hidden = answered;
  });
  set(get("count"), `${saved}/${cards.length}`);
  set(get("left-text"), blank ? words.unanswered : words.complete);
  const count = outbox.questions;
  const net = get("net");
  const down = count > 0 && !outbox.stopped && (outbox.tries > 1 || !net.hidden);
  if (down === net.hidden) set(get("live"), down ? say("offline", count) : count ? "" : words.online);
  net.hidden = !down;
  set(net, say("offline", count));
  if (ended && count && !outbox.stopped) show(say("flushing", count));
  else if (sending) set(get("say"), count ? say(outbox.tries ? "waiting" : "draining", count) : words.submitting);
}

function hear(event, tap, reply) {
  const { data } = reply || {};
  if (reply) hearTime(reply);
  if (event === "saved" && !tap.choice.length) notes.delete(tap.question);
  else if (event === "saved") notes.set(tap.question, ["saved", say("saved", data.saved_at)]);
  else if (event === "stale") notes.set(tap.question, ["wait", words.stale]);
  else if (event === "refused") notes.set(tap.question, ["wait", say("refused", data.message || "")]);
  else if (event === "signin") show(words.signin, words.enter, "/enter");
  else if (event === "reload") show(data.message, words.reload, base);
  else if (event === "elsewhere") {
    away = true;
    show(data.message + (outbox.questions ? words.kept : ""), words.device, takeBack);
  } else if (event === "over") {
    over(data);
    askClock();
  }
  draw();
}

function lock(shut) {
  for (const control of form.elements) control.disabled = shut;
}

// The panel that closes the paper, with at most one way on: an address or a deed.
function show(text, label, way = "") {
  lock(true);
  const deed = way.call && ((event) => {
    event.preventDefault();
    way();
  });
  const panel = get("over");
  const link = panel.querySelector("a");
  set(panel.querySelector("p"), text);
  set(link, label || "");
  link.hidden = !label;
  link.href = deed ? base : way;
  link.onclick = deed;
  if (!panel.hidden) return;
  panel.hidden = false;
  panel.focus();
}

// What time alone ended may go on, and what is unsent is sent then.
function over({ code, message }) {
  const count = outbox.questions;
  finish(message + (!count ? "" : code === "het_gio" ? words.kept : say("lost", count)), count ? PATIENCE : 4000);
}

function finish(text, wait) {
  ended = true;
  lock(true);
  show(text || words.timeup, words.receipt, `${base}/receipt`);
  clearTimeout(leaving);
  leaving = setTimeout(() => location.assign(`${base}/receipt`), wait * (1 + Math.random()));
}

// What was closed by time goes on, when there is more of it.
function goOn() {
  ended = false;
  clearTimeout(leaving);
  get("over").hidden = true;
  lock(sending);
  outbox.resume();
}

function hearTime(reply) {
  const before = clock.deadline;
  clock.hear(reply);
  if (reply.deadline) heard = performance.now();
  const more = Math.round((clock.deadline - before) / 60000);
  if (more < 1) return;
  told = 6;
  get("more").hidden = false;
  for (const place of ["more", "live"]) set(get(place), say("more", more));
}

// An organiser may have given more time, another device may sit the attempt or have ended it.
async function askClock() {
  const reply = await fetch(`${base}/clock`).catch(() => null);
  const now = reply && reply.ok && await reply.json().catch(() => null);
  if (!now) return;
  hearTime(now);
  if (now.state === "running") {
    if (ended && clock.left() > 0) goOn();
  } else if (now.state === "elsewhere") {
    if (!away && clock.left() > 0) giveWay(now);
  } else if (!ended && (away || !sending && !outbox.questions)) over(now);
}

function giveWay(data) {
  ended = false;
  clearTimeout(leaving);
  outbox.stop();
  hear("elsewhere", null, { data });
}

function drained() {
  return new Promise((done) => {
    const look = setInterval(() => {
      if (outbox.questions && !outbox.stopped) return;
      clearInterval(look);
      done();
    }, 100);
  });
}

async function timeUp() {
  ended = true;
  lock(true);
  wake();
  draw();
  await drained();
  if (outbox.stopped) return;
  await Promise.race([askClock(), new Promise((done) => setTimeout(done, 5000))]);
  if (outbox.stopped || !ended) return;
  if (clock.left() > 0) goOn();
  else finish("", PATIENCE);
}

async function handIn() {
  sending = true;
  lock(true);
  draw();
  await drained();
  for (let tries = 0; !outbox.stopped && !ended; tries += 1) {
    const reply = await post(`${base}/submit`, page.token);
    const { data, again, asked } = reply;
    hearTime(reply);
    if (data.receipt_url) return location.assign(data.receipt_url);
    if (ending(reply)) return hear(ending(reply), null, reply);
    set(get("say"), (!again && data.message) || words.retrying);
    if (!again) {
      sending = false;
      return lock(false);
    }
    await pause(tries, asked);
  }
  // Whoever goes on hands in again.
  sending = false;
  set(get("say"), "");
}

// Makes this device the one that sits; what it kept goes out before the answers of the other are shown.
async function takeBack() {
  for (let tries = 0; ; tries += 1) {
    show(words.taking);
    const reply = await post(`${base}/take-over`, page.token);
    if (reply.data.state) break;
    if (ending(reply)) return hear(ending(reply), null, reply);
    if (!reply.again) return show(reply.data.message, words.reload, base);
    show(words.retaking);
    await pause(tries, reply.asked);
  }
  outbox.resume();
  await drained();
  if (!outbox.stopped) location.reload();
}

function tick() {
  const left = clock.left();
  const minutes = Math.ceil(left / 60000);
  set(get("clock").querySelector("b"), timeText(left));
  get("clock").dataset.level = minutes > 5 ? "" : minutes > 1 ? "soon" : "last";
  for (const mark of [5, 1]) {
    if (minutes > mark || told <= mark) continue;
    told = mark;
    if (minutes === mark) set(get("live"), say("minutes", mark));
  }
  if (left <= 0 && !ended && !away) timeUp();
}

// Brings unsent answers back to the screen, and sends what was ticked before this script came.
async function restore() {
  const early = cards.filter((card) => inputs(card).some((input) => input.checked !== input.defaultChecked));
  await outbox.open();
  for (const { question, choice } of outbox.taps) {
    const card = get(`c${question}`);
    if (early.includes(card)) continue;
    for (const input of inputs(card)) input.checked = choice.includes(Number(input.value));
  }
  for (const card of early) outbox.add(numberOf(card), ticked(card));
  draw();
}

function begin() {
  for (const card of cards) {
    if (card.dataset.s) notes.set(numberOf(card), ["saved", card.querySelector(".state").textContent]);
  }
  form.addEventListener("change", ({ target }) => {
    const card = target.closest(".q");
    outbox.add(numberOf(card), ticked(card));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const last = get("submit");
  last.querySelector("button").addEventListener("click", handIn);
  last.addEventListener("toggle", () => last.scrollIntoView({ block: "nearest" }));
  addEventListener("beforeunload", (event) => {
    if (outbox.questions && !(outbox.stopped && outbox.safe)) event.preventDefault();
  });
  get("save").hidden = true;
  set(get("clock").querySelector("span"), words.left);
  restore();
  setInterval(tick, 500);
  tick();
  onSleep(askClock);
  addEventListener("online", askClock);
  document.addEventListener("visibilitychange", () => document.hidden || askClock());
  setInterval(() => {
    if (!document.hidden && performance.now() - heard > 10000) askClock();
  }, 12000 + Math.random() * 6000);
}

// One window at a time writes; another takes over by choice.
function elsewhere() {
  outbox.stop();
  show(words.window, words.here, () => navigator.locks.request(tab, { steal: true }, () => location.reload()));
}

if (navigator.locks) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 1500);
  navigator.locks.request(tab, { signal: stop.signal }, () => {
    begin();
    return new Promise(() => {});
  }).catch((problem) => (problem.name === "AbortError" ? elsewhere() : begin()));
} else begin();
