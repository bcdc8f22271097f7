/** The bays around, or of a territory, for this vehicle; what was read last stands where there is no network. */

import { HERE_M, metresTo, ranked } from "./near.js";
import { keep, stock } from "./stock.js";

const FACTS = ["category", "gvw_kg", "length_cm", "width_cm", "height_cm", "critair", "energy"];

/** The facts of a vehicle as the question carries them; never its plate. */
const factsOf = (vehicle) => Object.fromEntries(FACTS.filter((fact) => vehicle?.facts[fact] !== undefined).map((fact) => [fact, vehicle.facts[fact]]));

/** Reads the bays near a position, around that of a code, or all of a territory, these without conditions; raises `Trouble`. */
export async function readBays(remote, { position, territory, code, vehicle }) {
  const where = code ? { territory, code } : position ? { near: position } : { territory };
  if (!position && !territory) return [];
  return (await remote.ask("/api/v1/discs/bays", { method: "POST", body: { ...where, vehicle: factsOf(vehicle) } })).bays;
}

/** Keeps a territory’s bays for later, those just read over what was known of them. */
export async function keepBays(bays) {
  for (const territory of new Set(bays.map((bay) => bay.territory))) {
    const before = (await stock.get("bays", territory))?.bays ?? [];
    const known = new Map(before.map((bay) => [bay.id, bay]));
    for (const bay of bays) if (bay.territory === territory) known.set(bay.id, { ...bay, conditions: bay.conditions ?? known.get(bay.id)?.conditions ?? null });
    await stock.put("bays", { territory, bays: [...known.values()] });
  }
  const [first] = bays;
  if (first) await keep("territory", first.territory);
}

/** What was read earlier, as long as it holds. */
const holding = (conditions, now) => (conditions?.until && Date.parse(conditions.until) <= now ? null : conditions);

/** What was kept, its state unknown by now. */
export async function recallBays(position, territory, now) {
  const all = await stock.all("bays");
  const mine = position ? all.flatMap(({ bays }) => bays) : (all.find((one) => one.territory === territory)?.bays ?? []);
  return ranked(mine, position).slice(0, position ? 30 : undefined).map((bay) => ({ ...bay, state: { ...bay.state, free: -1 }, conditions: holding(bay.conditions, now) }));
}

/** How the bay was found, as it is told to the server. */
export function meansOf({ bay, sign, picked, position }) {
  if (sign && bay.code === sign.code && bay.territory === sign.territory) return sign.typed ? "code" : "sign";
  if (picked === bay.id) return "map";
  return position && metresTo(bay, position) <= HERE_M ? "position" : "map";
}
