// A large file on a weak line: how much of it has arrived, then how long the server has been at it.
// Without script the browser sends the form itself.

for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

function send(form) {
  const told = document.createElement("p");
  const bar = document.createElement("progress");
  told.setAttribute("role", "status");
  bar.max = 100;
  form.append(told, bar);
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button")) button.disabled = true;

  const request = new XMLHttpRequest();
  let waiting = 0;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = Math.round((100 * event.loaded) / event.total);
    told.textContent = `${form.dataset.sending} ${bar.value} %`;
  });
  request.upload.addEventListener("load", () => {
    const since = Date.now();
    bar.removeAttribute("value");
    waiting = setInterval(() => {
      const seconds = Math.round((Date.now() - since) / 1000);
      told.textContent = `${form.dataset.checking} ${seconds} s`;
    }, 500);
  });
  request.addEventListener("load", () => {
    clearInterval(waiting);
    if (request.responseURL && !same(request.responseURL, form.action)) {
      location.assign(request.responseURL);
      return;
    }
    document.open();
    document.write(request.responseText);
    document.close();
  });
  request.addEventListener("error", () => {
    clearInterval(waiting);
    bar.remove();
    told.textContent = form.dataset.broken;
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  });
  request.send(new FormData(form));
}

const same = (one, other) => new URL(one, location.href).pathname === new URL(other, location.href).pathname;
