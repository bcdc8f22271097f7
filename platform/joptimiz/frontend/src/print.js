/** A page printed, by a button that only scripts show: the browser’s own command does without it. */

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
