/** How far a job has come, asked again every two seconds; the page’s own link does so without scripts. */
const EVERY_MS = 2_000;
const shown = document.querySelector("[data-progress]");

async function again() {
  let fresh = null;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
  } catch {
    // Away for a while: the next time says more.
    setTimeout(again, EVERY_MS);
    return;
  }
  if (!fresh) {
    location.reload();
    return;
  }
  const [said, now] = [shown, fresh].map((each) => each.querySelector("[role=status]"));
  if (said.textContent !== now.textContent) said.textContent = now.textContent;
  shown.querySelector("progress").value = fresh.querySelector("progress").value;
  setTimeout(again, EVERY_MS);
}

if (shown) setTimeout(again, EVERY_MS);
