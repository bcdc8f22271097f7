/** What this browser keeps for whoever is signed in; it goes with them. */

import * as stock from "./scanner/stock.js";

const PERSON = "joptimiz-personne";
const FORGOTTEN = "joptimiz-oublis";
const NAMES = /^joptimiz-(controle|laissez-passer)-/;
const HOMES = ["/controle", "/derogations/laissez-passer"];

/** Whose browser this is: what it kept of anybody else goes first. */
export async function claim(person) {
  try {
    const former = localStorage.getItem(PERSON);
    if (former !== null && former !== person) await forget();
    localStorage.setItem(PERSON, person);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** How many times this browser was emptied: what was asked for before the last one is not kept after it. */
export function timesForgotten() {
  try {
    return Number(localStorage.getItem(FORGOTTEN));
  } catch {
    return 0;
  }
}

/** Pages, lists, keys, rules, what was seen: all of it goes. Checks stay until the officer who made them sends or drops them. */
export async function forget({ drop = null } = {}) {
  localStorage.setItem(FORGOTTEN, timesForgotten() + 1);
  const own = drop ? (await stock.all("queue")).filter(({ officer }) => officer === drop) : [];
  await Promise.all([stock.clear("documents"), stock.clear("seen"), ...own.map(({ id }) => stock.remove("queue", id))]);
  for (const name of (await globalThis.caches?.keys()) ?? []) if (NAMES.test(name)) await caches.delete(name);
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.filter(({ scope }) => HOMES.includes(new URL(scope).pathname)).map((worker) => worker.unregister()));
  localStorage.removeItem(PERSON);
}
