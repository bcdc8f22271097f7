/** The page as elements. Nothing here writes HTML from text, so nothing said by a server can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An element: `h("p", { class: "muted", onclick: f }, "text", child, [more])`; null and false children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

/** An icon of the page's sprite, silent for a screen reader. */
export function icon(name, small = false) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", small ? "i s" : "i");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Replaces what an element holds; when the focus was inside, it stays on the same `data-key`, goes to `data-focus`, or waits on the element. */
export function fill(element, ...children) {
  const active = document.activeElement;
  const held = active && element.contains(active);
  const key = held ? active.dataset.key : null;
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (!held) return;
  const same = key && element.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same || element.querySelector("[data-focus]") || element).focus({ preventScroll: true });
}

/** Says to screen readers and to the stylesheet that what an element holds is being renewed. */
export const busy = (element, yes) => element.setAttribute("aria-busy", String(yes));

/** The same, but what has not changed stays: a button under a finger is not exchanged for its twin. */
export function patch(element, ...children) {
  const next = children.flat(Infinity).filter(Boolean);
  const same = next.map((child, place) => element.children[place]?.isEqualNode(child));
  if (element.children.length !== next.length) fill(element, next);
  else next.forEach((child, place) => same[place] || swap(element.children[place], child));
}

function swap(old, child) {
  const key = old.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  old.replaceWith(child);
  if (key) child.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
