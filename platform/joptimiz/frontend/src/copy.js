/** Copies what stands in a field, by a button that only scripts show. */

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    const said = document.getElementById(`${button.dataset.copy}-said`);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copié.";
    } catch {
      said.textContent = "Sélectionné : copiez avec Ctrl et C.";
    }
  });
}
