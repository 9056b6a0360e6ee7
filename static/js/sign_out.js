// Signing out wipes what this device keeps. Whoever has unsent answers on it is asked first.

import { Shelf } from "./outbox.js";

const form = document.querySelector(".sign-out").form;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const shelf = new Shelf();
  const kept = await shelf.read(0);
  const unsent = Object.values(kept).flatMap(({ taps }) => taps).filter(({ late }) => !late).length;
  if (unsent && !confirm(form.dataset.ask.replace("{}", unsent))) return;
  // Clear-Site-Data does the same, but over https only.
  for (const attempt of Object.keys(kept)) await shelf.put(attempt);
  form.submit();
});
