// Answers that this device could not send before the attempt ended: the ledger gets them as late, and
// the person is told.

import { Shelf, pause, post } from "./outbox.js";

const note = document.getElementById("unsent");
const { attempt, token, text } = note.dataset;
const shelf = new Shelf();
const { taps } = (await shelf.read(0))[attempt] || { taps: [] };
let lost = 0, tries = 0;
while (taps.length) {
  const { data, again, asked } = await post(`/attempts/${attempt}/answers`, token, taps[0]);
  if (again) await pause(tries++, asked);
  else {
    taps.shift();
    if (data.code) lost += 1;
  }
}
await shelf.put(attempt);
note.hidden = !lost;
note.querySelector("p").textContent = text.replace("{}", lost);
