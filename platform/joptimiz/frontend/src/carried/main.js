/** Passes on the telephone of a carrier: kept to open without a network; the screen stays on while one is shown. */

const HOME = "/derogations/laissez-passer";
const AT = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
const body = document.body;
const note = document.querySelector("[data-part=kept]");
const { kept } = body.dataset;

if (kept !== undefined && note) {
  const when = Date.parse(kept);
  note.textContent = `Sans réseau${Number.isNaN(when) ? "" : `\u00a0: tel que le ${AT.format(when)}`}. Ce qui a changé depuis se lit au contrôle.`;
  note.hidden = false;
}

async function stayOn() {
  if (document.hidden || !document.querySelector(".passcode")) return;
  await navigator.wakeLock?.request("screen").catch(() => {});
}

async function install() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data === "kept") body.dataset.offline = "yes";
  });
  await navigator.serviceWorker.register(`${HOME}/sw.js`, { scope: HOME });
  const { active } = await navigator.serviceWorker.ready;
  if (kept === undefined) active.postMessage({ keep: [location.pathname.replace(/\/$/, "")] });
}

stayOn();
document.addEventListener("visibilitychange", stayOn);
install().catch(() => {});
