// Enters with a ticket link: the secret stands behind the # so that no server logs it, leaves the
// address bar at once and is posted a single time.

const form = document.getElementById("ticket-form");
let posted = false;

function enter() {
  const ticket = location.hash.slice(1);
  if (ticket.length < 16 || posted) return; // shorter ones are places on the page
  posted = true;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.ticket.value = ticket;
  document.querySelector("#ticket-message > *").hidden = false;
  form.submit();
}

addEventListener("hashchange", enter);
addEventListener("pageshow", (event) => {
  if (event.persisted) posted = false;
});
enter();
