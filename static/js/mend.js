// Sends what is mended at once and prints the server's answer in place of the page's main part; N
// goes to the next doubtful question. Without script the buttons "Kiểm tra lại" do the same.

const main = document.getElementById("main");
let form = document.getElementById("confirm");
let asking = null;
let again = null;
let last = "";

const mends = (button) => button && button.formAction.split("#")[0].endsWith(form.dataset.mend);

// What was typed while the server judged is newer than its answer: it is sent once more instead.
async function ask(button, focus) {
  if (asking) {
    again = { button, focus };
    return;
  }
  const fields = new FormData(form);
  fields.set("do", button ? button.value : "check");
  form.setAttribute("aria-busy", "true");
  asking = fetch(form.dataset.mend, { method: "POST", body: fields });
  let page = null;
  try {
    const answer = await asking;
    if (answer.ok || answer.status === 422) page = await answer.text();
  } catch {
    page = null;
  }
  asking = null;
  const next = again;
  again = null;
  if (next) {
    ask(next.button, next.focus);
  } else if (page && page.includes('id="confirm"')) {
    show(page, focus);
    confirm();
  } else {
    form.removeAttribute("aria-busy");
    send(button);
  }
}

// Somebody confirmed while the server judged: what it has judged by now goes on, unless it must not.
function confirm() {
  const wanted = last;
  last = "";
  const buttons = [...form.querySelectorAll("button")].filter((button) => !mends(button));
  const button = buttons.find((one) => one.formAction === wanted);
  if (button) form.requestSubmit(button);
}

// No answer of ours: the browser sends the form itself and shows what comes.
function send(button) {
  const action = document.createElement("input");
  action.type = "hidden";
  action.name = "do";
  action.value = button ? button.value : "check";
  form.action = form.dataset.mend;
  form.append(action);
  form.submit();
}

function show(page, focus) {
  const open = [...main.querySelectorAll("details[open]")].map((one) => one.closest("[id]")?.id);
  const made = new DOMParser().parseFromString(page, "text/html");
  main.replaceChildren(...made.getElementById("main").childNodes);
  form = document.getElementById("confirm");
  for (const id of open) {
    const details = id && document.getElementById(id)?.querySelector("details");
    if (details && id !== "confirm") details.open = true;
  }
  const at = focus && document.getElementById(focus.id);
  if (at) {
    (focus.name && at.querySelector(`[name="${focus.name}"]:checked, [name="${focus.name}"]`) || at).focus({ preventScroll: true });
  }
}

const place = (box) => ({ id: box.closest("article")?.id, name: box.name });

const mending = (box) => box.form === form && /-[0-9]/.test(box.name);
const touched = (box) => box.checked !== box.defaultChecked || box.value !== (box.defaultValue ?? box.value);

main.addEventListener("change", (event) => {
  if (mending(event.target)) ask(null, place(event.target));
});
main.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  if (mends(event.submitter)) {
    event.preventDefault();
    ask(event.submitter, { id: event.submitter.closest("article")?.id ?? "questions" });
  } else if (asking) {
    event.preventDefault();
    last = event.submitter.formAction;
  }
});
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const cards = [...document.querySelectorAll("[data-doubtful]")];
  const here = cards.indexOf(document.activeElement.closest("[data-doubtful]"));
  const next = cards[here + 1] ?? cards[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "start" });
});

// A slow network brings this script after the page: what was ticked or typed until now is judged too.
const early = [...form.elements].find((box) => mending(box) && touched(box));
if (early) ask(null, place(early));
