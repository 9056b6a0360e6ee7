// Counts to the opening by the server's clock, then loads the page anew: not everybody in one second.

import { Clock, onSleep, timeText } from "./clock.js";

const box = document.getElementById("countdown");
const face = box.querySelector("[role=timer]");
const clock = new Clock(Number(box.dataset.now), Number(box.dataset.opens));
const DAY = 86400000;
let reloading = false;

function reload() {
  if (reloading) return;
  reloading = true;
  setTimeout(() => location.reload(), 500 + Math.random() * 4500);
}

function tick() {
  const left = Math.max(0, clock.left());
  const days = Math.floor(left / DAY);
  const text = `${days ? `${days} ${box.dataset.day} ` : ""}${timeText(left - days * DAY)}`;
  if (face.textContent !== text) face.textContent = text;
  if (left === 0) reload();
}

box.hidden = false;
tick();
setInterval(tick, 500);
onSleep(reload);
