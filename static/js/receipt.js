// Answers that this device could not send before the attempt ended: the ledger gets them as late, and
// the person is told. What time alone ended may go on: these stay here, under fresh numbers, for the paper.

import { Shelf, ending, pause, post } from "./outbox.js";

const note = document.getElementById("unsent");
const { attempt, token, text } = note.dataset;
const shelf = new Shelf();
const { taps, deadline } = (await shelf.read(0))[attempt] || { taps: [] };
const kept = taps.filter(({ late }) => late);
const fresh = taps.filter(({ late }) => !late);
let next = Math.max(0, ...taps.map(({ seq }) => seq)) + 1;
let lost = kept.length, tries = 0;
while (fresh.length) {
  const reply = await post(`/attempts/${attempt}/answers`, token, fresh[0]);
  if (reply.again) {
    await pause(tries++, reply.asked);
    continue;
  }
  if (["signin", "reload"].includes(ending(reply))) break;
  const tap = fresh.shift();
  if (reply.data.code) lost += 1;
  if (reply.data.code === "het_gio") kept.push({ ...tap, seq: next++, late: true });
  const left = [...kept, ...fresh];
  await shelf.put(attempt, left.length && { taps: left, deadline });
}
note.hidden = !lost;
note.querySelector("p").textContent = text.replace("{}", lost);
