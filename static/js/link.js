// A link for a password carries its secret behind the #, which no server sees. It leaves the address
// bar at once and goes into the form, which is posted by the person.

const field = document.querySelector("[name=token]");

function take() {
  const token = location.hash.slice(1);
  if (token.length >= 16) { // shorter ones are places on the page
    history.replaceState(null, "", location.pathname);
    field.value = token;
  }
  if (field.value) field.closest(".field").hidden = true;
}

addEventListener("hashchange", take);
take();
