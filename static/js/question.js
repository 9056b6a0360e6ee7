// Draws the question beside its form as a contestant would see it, while somebody types. Ctrl+S (⌘S)
// saves. Without script the button "Xem trước" does the same on the server.

const form = document.getElementById("question");
const seen = document.getElementById("seen");

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function options() {
  const chosen = (name) => [...form.querySelectorAll(`[name=${name}]`)].map((box) => box.checked);
  const right = chosen("key");
  return [...form.querySelectorAll("[name=option]")]
    .map((box, place) => ({ text: box.value.trim(), right: right[place] }))
    .filter((option) => option.text || option.right);
}

function draw() {
  const rows = options();
  const several = rows.filter((option) => option.right).length > 1;
  const card = document.createElement("fieldset");
  card.className = "q";
  const legend = element("legend", "");
  legend.append(element("b", `${seen.dataset.question} 1.`), ` ${form.elements.stem.value.trim()}`);
  card.append(legend);
  if (several) {
    const note = element("p", seen.dataset.several);
    note.className = "several";
    card.append(note);
  }
  rows.forEach((option, place) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = several ? "checkbox" : "radio";
    box.name = "q1";
    label.append(box, element("b", `${"ABCDEFGH"[place]}.`), ` ${option.text}`);
    card.append(label);
  });
  seen.replaceChildren(card);
}

form.addEventListener("input", draw);
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    form.requestSubmit();
  }
});
