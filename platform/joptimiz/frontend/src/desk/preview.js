/** What a form would write, beside it: `<form data-preview="…address…">` fills `#preview` anew at each change. */

import { renewAll } from "./calendar.js";

const AFTER = 250;
const FAILED = "L’aperçu n’a pas abouti. Il reviendra à la prochaine modification.";
const form = document.querySelector("form[data-preview]");
const target = document.getElementById("preview");
const looked = document.querySelector("[data-case-of]");
let asked = 0;
let waiting = 0;

async function renew() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  target.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.dataset.preview, { method: "POST", body });
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    if (mine !== asked) return;
    const open = [...target.querySelectorAll("details")].map((one) => one.open);
    target.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    target.querySelectorAll("details").forEach((one, n) => { one.open = open[n] ?? false; });
    await renewAll();
  } catch {
    if (mine === asked) target.textContent = FAILED;
  } finally {
    if (mine === asked) target.setAttribute("aria-busy", "false");
  }
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(renew, AFTER);
}

form.querySelector("[data-unscripted]").hidden = true;
form.addEventListener("input", soon);
looked.addEventListener("input", soon);
if (form.elements.zone.value) renew();
