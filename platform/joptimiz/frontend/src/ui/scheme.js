/** The switch between the system's appearance, light and dark; whoever draws colours listens. */

const KEY = "joptimiz-scheme";
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

function keep(choice) {
  try {
    if (choice === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // A device that refuses storage simply forgets the choice.
  }
}

export function startScheme(onChange) {
  const buttons = [...document.querySelectorAll("[data-scheme]")];
  const draw = () => {
    const chosen = root.dataset.theme ?? "auto";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.scheme === chosen));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const choice = button.dataset.scheme;
      if (choice === "auto") delete root.dataset.theme;
      else root.dataset.theme = choice;
      keep(choice);
      draw();
      onChange();
    });
  }
  system.addEventListener("change", () => root.dataset.theme || onChange());
  draw();
}
