/** The queue of a desk by keyboard: j and k go from one request to the next, x chooses; how many are chosen is said. */
const form = document.querySelector("[data-queue]");
const said = form?.querySelector("[data-chosen]");
const boxes = [...(form?.querySelectorAll("input[name=choose]") ?? [])];
const hint = said?.textContent ?? "";

function count() {
  const chosen = boxes.filter((box) => box.checked).length;
  said.textContent = chosen === 0 ? hint : chosen === 1 ? "1 demande choisie" : `${chosen} demandes choisies`;
}

function step(by) {
  const here = boxes.indexOf(document.activeElement);
  const next = boxes[here < 0 ? (by > 0 ? 0 : boxes.length - 1) : Math.min(boxes.length - 1, Math.max(0, here + by))];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
}

if (said && boxes.length > 0) {
  said.setAttribute("role", "status");
  form.querySelector("[data-keys]").hidden = false;
  form.addEventListener("change", count);
  // A page gone back to keeps its boxes ticked.
  window.addEventListener("pageshow", count);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "x" && boxes.includes(document.activeElement)) document.activeElement.click();
    else if (event.key === "Enter" && boxes.includes(document.activeElement)) form.requestSubmit(form.querySelector(".askbar button"));
    else return;
    event.preventDefault();
  });
}
