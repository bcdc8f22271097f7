/** A form whose answer takes a while says so, is sent once, and lets one stop waiting. */

const SOON_MS = 600;

function waiting(form) {
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--quiet", textContent: "Arrêter" });
  const line = Object.assign(document.createElement("p"), { className: "row wrap waitline" });
  line.setAttribute("role", "status");
  line.append(`${form.dataset.wait}…`, Object.assign(document.createElement("progress"), { ariaLabel: form.dataset.wait }), stop);
  stop.addEventListener("click", () => { window.stop(); rest(form); });
  form.append(line);
}

/** As if it had not been sent. */
function rest(form) {
  clearTimeout(form.dataset.timer);
  delete form.dataset.timer;
  form.querySelector(".waitline")?.remove();
}

const forms = document.querySelectorAll("form[data-wait]");
for (const form of forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.timer) event.preventDefault();
    else form.dataset.timer = setTimeout(waiting, SOON_MS, form);
  });
}
// A page that is come back to waits for nothing.
window.addEventListener("pageshow", () => forms.forEach(rest));
