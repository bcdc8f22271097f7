/** Derogations held, as the page keeps them: `{kind, days_left}`; as the address writes them; as the API takes them. */

import { count, NB } from "./french.js";

const WRITTEN = /^([\w-]{1,64})(?::(\d{1,3}))?$/;
const MOST = 100;
const MOST_DAYS = 366;

const byKind = (a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0);

/** « artisan », « chantier:12 » (days left) → rights, each kind once, in order; what cannot be read is left out. */
export function parseRights(texts) {
  const found = new Map();
  for (const text of texts) {
    const [, kind, days] = WRITTEN.exec(text) ?? [];
    if (kind && Number(days ?? 0) <= MOST_DAYS) found.set(kind, { kind, days_left: days === undefined ? null : Number(days) });
  }
  return [...found.values()].sort(byKind).slice(0, MOST);
}

export const formatRights = (rights) => rights.map(({ kind, days_left }) => (days_left === null ? kind : `${kind}:${days_left}`));

/** The rights with this one held, or no longer held; `daysLeft` is null when it is not known. */
export function withRight(rights, kind, held, daysLeft = null) {
  const others = rights.filter((right) => right.kind !== kind);
  return held ? [...others, { kind, days_left: daysLeft }].sort(byKind) : others;
}

/** The rights as the API takes them: only kinds that this territory knows. */
export function heldRights(rights, place) {
  const known = new Set((place.rights ?? []).map((right) => right.kind));
  return rights.filter((right) => known.has(right.kind)).map(({ kind, days_left }) => (
    { kind, territory: place.slug, ...(days_left === null ? {} : { days_left }) }));
}

/** The kinds held that are counted in days and do not say how many are left. */
export function uncounted(rights, place) {
  const unknown = new Set(rights.filter((right) => right.days_left === null).map((right) => right.kind));
  return (place?.rights ?? []).filter((right) => right.quota_days && unknown.has(right.kind));
}

/** « la dérogation artisan » → « Dérogation artisan », as it stands in a list. */
export function bareName(name) {
  const bare = name.replace(/^(?:l['’]|(?:le|la|les|un|une|des) )/iu, "");
  return bare.charAt(0).toLocaleUpperCase("fr") + bare.slice(1);
}

/** « De droit, sans demande », « 52 jours par an, réponse en 15 jours »: what there is to know of a kind. */
export function aboutRight(right) {
  const said = [
    right.decided_by === "automatic" ? "de droit, sans demande" : null,
    right.holder === "carrier" ? "au nom du transporteur" : null,
    right.quota_days ? `${count(right.quota_days, "jour", "jours", "")} par an` : null,
    right.delay_days && right.decided_by !== "automatic" ? `réponse en ${count(right.delay_days, "jour", "jours", "")}` : null,
  ].filter(Boolean).join(", ");
  return said.charAt(0).toLocaleUpperCase("fr") + said.slice(1);
}

/** « aucune », « Dérogation artisan, 12 jours restants »: what is held, in one line. */
export function rightsSummary(rights, place) {
  const held = (place?.rights ?? []).flatMap((right) => {
    const mine = rights.find((each) => each.kind === right.kind);
    if (!mine) return [];
    return [mine.days_left === null ? bareName(right.name) : `${bareName(right.name)} (${count(mine.days_left, "jour restant", "jours restants", `aucun${NB}jour restant`)})`];
  });
  return held.length ? held.join(", ") : "aucune";
}
