/** What the device keeps in IndexedDB: documents as they were signed, checks to be sent, passes seen today. */

import { openStock } from "../stored.js";

export { Full } from "../stored.js";
export const { get, all, put, remove } = openStock("joptimiz-controle", { documents: "name", queue: "id", seen: "code" });
