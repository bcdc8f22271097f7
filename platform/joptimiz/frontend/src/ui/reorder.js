/** Rows of a list moved by their handle, with the mouse or a finger: the row follows, the others make room, Escape gives up. */

const ranks = (rows) => rows.map((row) => { const { top, height } = row.getBoundingClientRect(); return { middle: top + height / 2, height }; });

/** How far each other row steps aside while one is carried from a rank to another. */
function makeRoom(rows, from, to, step) {
  rows.forEach((row, i) => {
    if (i === from) return;
    const shift = from < i && i <= to ? -step : to <= i && i < from ? step : 0;
    row.style.transform = shift ? `translateY(${shift}px)` : "";
  });
}

/** Calls `move(from, to)` when a row of this list is dropped at another rank; its handle carries `data-grip`. */
export function startReorder(list, move) {
  let carried = null;

  function rest() {
    if (!carried) return null;
    const { rows, row, from, to } = carried;
    for (const each of rows) each.style.transform = "";
    row.classList.remove("carried");
    list.classList.remove("sorting");
    carried = null;
    return { from, to };
  }

  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const rows = [...list.children].filter((row) => !row.hidden);
    if (!grip || event.button || rows.length < 2) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const row = grip.closest("li");
    const places = ranks(rows);
    const from = rows.indexOf(row);
    carried = { rows, row, places, from, to: from, start: event.clientY };
    row.classList.add("carried");
    list.classList.add("sorting");
  });

  list.addEventListener("pointermove", (event) => {
    if (!carried) return;
    const { rows, row, places, from, start } = carried;
    const delta = event.clientY - start;
    row.style.transform = `translateY(${delta}px)`;
    const middle = places[from].middle + delta;
    const to = places.filter((place, i) => i !== from && place.middle < middle).length;
    const gap = rows.length > 1 ? Math.abs(places[1].middle - places[0].middle) - (places[0].height + places[1].height) / 2 : 0;
    carried.to = to;
    makeRoom(rows, from, to, places[from].height + gap);
  });

  list.addEventListener("pointerup", () => {
    const done = rest();
    if (done && done.from !== done.to) move(done.from, done.to);
  });
  list.addEventListener("pointercancel", rest);
  addEventListener("keydown", (event) => { if (event.key === "Escape") rest(); });
}
