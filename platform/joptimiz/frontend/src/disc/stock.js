/** What the phone keeps of its discs: vehicles, stays, what waits to be sent, bays for when there is no network. */

import { openStock } from "../stored.js";

export { Full } from "../stored.js";
export const stock = openStock("joptimiz-disque", { kept: "name", vehicles: "id", stays: "id", queue: "order", bays: "territory" });

/** One thing under its name; undefined before it was kept. */
export const kept = async (name) => (await stock.get("kept", name))?.value;
export const keep = (name, value) => stock.put("kept", { name, value });
