/** A page that keeps itself up to date: what it shows is asked for again, as long as it is looked at. */

const shown = document.querySelector("[data-fresh]");

async function again() {
  if (document.hidden || shown.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-fresh]");
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.childNodes);
  } catch {
    // Away for a while: the next time says more.
  }
}

if (shown) {
  setInterval(again, Number(shown.dataset.fresh) * 1_000);
  document.addEventListener("visibilitychange", again);
}
