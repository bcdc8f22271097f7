/** Signing out: checks that wait are sent first, or asked about; then the browser forgets whoever leaves. */

import { claim, forget } from "./device.js";
import { flush, waiting } from "./scanner/sending.js";

const form = document.querySelector('form[action="/deconnexion"]');
const person = form?.dataset.person || document.body.dataset.person;

const unsaid = (count) => (count > 1
  ? `${count} contrôles n’ont pas pu être envoyés. Se déconnecter les efface de ce téléphone.`
  : "Un contrôle n’a pas pu être envoyé. Se déconnecter l’efface de ce téléphone.");

/** The checks of this person that still wait, once all that could be was sent. */
async function left() {
  const own = async () => (await waiting()).filter(({ officer }) => officer === person).length;
  if (await own()) await flush(person).catch(() => {});
  return own();
}

const reached = () => fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5_000) }).then(() => true, () => false);

async function leave(event) {
  event.preventDefault();
  if (!(await reached())) {
    await ask("Sans réseau, la déconnexion ne se fait pas. Revenez en réseau, puis recommencez.");
    return;
  }
  const unsent = await left().catch(() => 0);
  if (unsent && !(await ask(unsaid(unsent), "Effacer et se déconnecter"))) return;
  await forget({ drop: person }).catch(() => {});
  form.submit();
}

/** Asks in a dialog; whether the act was chosen. */
function ask(said, act = null) {
  const dialog = document.createElement("dialog");
  const [text, row] = [document.createElement("p"), document.createElement("form")];
  dialog.className = "asking";
  text.textContent = said;
  row.method = "dialog";
  row.append(button("Rester", ""), ...(act ? [button(act, "act", "btn--danger")] : []));
  dialog.setAttribute("aria-label", "Se déconnecter");
  dialog.append(text, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "act");
    });
  });
}

function button(word, value, more = "") {
  return Object.assign(document.createElement("button"), { textContent: word, value, className: `btn ${more}` });
}

if (person) claim(person);
form?.addEventListener("submit", leave);
