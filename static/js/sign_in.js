// A link made by `quiz demo` carries a made-up user name and password after the #, which no server sees.
// They are filled in; the person still presses the button.

const [username, password] = location.hash.slice(1).split("/").map(decodeURIComponent);
if (username && password) {
  history.replaceState(null, "", location.pathname);
  document.querySelector("[name=username]").value = username;
  document.querySelector("[name=password]").value = password;
}
