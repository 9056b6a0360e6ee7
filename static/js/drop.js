// Takes a file that is dropped anywhere on the page and sends it at once. Without script the field
// and its button do the same.

const form = document.getElementById("upload");
const zone = document.getElementById("drop");

document.getElementById("drop-hint").hidden = false;

const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

addEventListener("dragover", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  zone.classList.add("drop-over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) zone.classList.remove("drop-over");
});
addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  zone.classList.remove("drop-over");
  form.elements.file.files = event.dataTransfer.files;
  if (form.elements.file.files.length && !form.elements.text.value.trim()) form.requestSubmit();
});
