/** A file too heavy is told before it is sent. */

const field = document.querySelector("input[data-largest]");
const said = document.getElementById("p-file");

function check() {
  const [file] = field.files;
  const heavy = Boolean(file) && file.size > Number(field.dataset.largest);
  said.textContent = heavy ? `Ce fichier fait ${Math.round(file.size / 1e6)} Mo ; ${Number(field.dataset.largest) / 1e6} Mo au plus. N’exportez que les zones utiles.` : "";
  field.toggleAttribute("aria-invalid", heavy);
  return !heavy;
}

field?.addEventListener("change", check);
field?.form.addEventListener("submit", (event) => { if (!check()) event.preventDefault(); });
