/** Runs before the first paint: the appearance chosen on this device, if any. */
(() => {
  try {
    const chosen = localStorage.getItem("joptimiz-scheme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be refused; the system's appearance then holds.
  }
})();
