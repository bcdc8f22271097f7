/** The bays around, or of a territory, for this vehicle; what was read last stands where there is no network. */

import { HERE_M, metresTo, ranked } from "./near.js";
import { keep, stock } from "./stock.js";

const FACTS = ["category", "gvw_kg", "length_cm", "width_cm", "height_cm", "critair", "energy"];

/** The facts of a vehicle as the question carries them; never its plate. */
function asked(vehicle, more = {}) {
  const query = new URLSearchParams(more);
  for (const fact of FACTS) if (vehicle?.facts[fact] !== undefined) query.set(fact, vehicle.facts[fact]);
  query.set("conditions", "true");
  return query;
}

const listed = (answer) => (Array.isArray(answer) ? answer : (answer?.bays ?? []));

/** Reads the bays near a position, or those of a territory; raises `Trouble`. */
export async function readBays(remote, { position, territory, vehicle }) {
  if (position) return listed(await remote.ask(`/api/v1/bays?${asked(vehicle, { near: position.map((one) => one.toFixed(6)).join(",") })}`));
  return territory ? listed(await remote.ask(`/api/v1/territories/${territory}/bays?${asked(vehicle)}`)) : [];
}

/** Keeps a territory’s bays for later, those just read over what was known of them. */
export async function keepBays(bays) {
  for (const territory of new Set(bays.map((bay) => bay.territory))) {
    const before = (await stock.get("bays", territory))?.bays ?? [];
    const known = new Map(before.map((bay) => [bay.id, bay]));
    for (const bay of bays) if (bay.territory === territory) known.set(bay.id, { ...known.get(bay.id), ...bay });
    await stock.put("bays", { territory, bays: [...known.values()] });
  }
  const [first] = bays;
  if (first) await keep("territory", first.territory);
}

/** What was kept, its state unknown by now. */
export async function recallBays(position, territory) {
  const all = await stock.all("bays");
  const mine = position ? all.flatMap(({ bays }) => bays) : (all.find((one) => one.territory === territory)?.bays ?? []);
  return ranked(mine, position).slice(0, position ? 30 : undefined).map((bay) => ({ ...bay, state: { ...bay.state, free: -1 } }));
}

/** How the bay was found, as it is told to the server. */
export function meansOf({ bay, sign, picked, position }) {
  if (sign && bay.code === sign.code && bay.territory === sign.territory) return sign.typed ? "code" : "sign";
  if (picked === bay.id) return "map";
  return position && metresTo(bay, position) <= HERE_M ? "position" : "map";
}
