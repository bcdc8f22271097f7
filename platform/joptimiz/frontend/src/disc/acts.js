/** What a driver does: each act is kept on the phone first, shown at once, then sent. */

import { Full, keep, stock } from "./stock.js";
import { meansOf } from "./bays.js";
import { GRACE, madeHere, phaseOf } from "./phase.js";
import { enqueue } from "./queue.js";
import { toldOf } from "./vehicles.js";

const PLATE_KEPT = 30 * 86_400_000;
/** What the sign of the bay settles: who reads it stands there. */
const CONFIRMED = ["bay-full", "bay-far", "position-missing"];
const TOLD = ["place", "excess", "starts_at", "due_at", "regulated_from", "extended_min", "extendable_min", "sentence", "ended_at", "ended_by"];

export const FULL = "Ce téléphone n’a plus de place. Effacez l’historique ou libérez de la mémoire, puis recommencez.";

/** The time of the phone, as it says it, and how far the server’s was from it. */
const stamp = (clock) => ({ at: new Date(clock.device()).toISOString(), ...(clock.skew === null ? {} : { clock_offset_s: Math.round(clock.skew) }) });

const nowOf = (app) => app.clock.device() + (app.clock.skew ?? 0) * 1000;

/** What the server said of a stay, over what the phone thought. */
export function merged(stay, answer) {
  const told = Object.fromEntries(TOLD.filter((name) => answer[name] !== undefined).map((name) => [name, answer[name]]));
  // Why it holds, the phone read at the bay; how long, the server says.
  return { ...stay, ...told, conditions: { ...stay.conditions, ...answer.conditions }, sent: true };
}

/** Keeps a stay as it is now, in sight and on the phone. */
export async function keepStay(app, stay) {
  app.stays = [stay, ...app.stays.filter(({ id }) => id !== stay.id)];
  await stock.put("stays", stay);
}

export async function setDisc(app) {
  const { bay, vehicle, position, reason } = app;
  const means = meansOf({ bay, sign: app.sign, picked: app.picked, position });
  const stay = madeHere({ id: crypto.randomUUID(), bay, vehicle, at: nowOf(app), position, means });
  const held = app.hold?.bay.id === bay?.id ? app.hold.id : undefined;
  const body = { id: stay.id, territory: bay.territory, bay: bay.id, vehicle: toldOf(vehicle), ...stamp(app.clock), means, ...(position ? { position } : {}),  reason, ...(held ? { hold: held } : {}) };
  await enqueue({ kind: "start", id: stay.id, path: "/api/v1/stays", method: "POST", body });
  await keepStay(app, stay);
  if (held) await dropHold(app);
}

export async function takeBack(app, stay) {
  await enqueue({ kind: "end", id: stay.id, path: `/api/v1/stays/${stay.id}/end`, method: "POST", body: stamp(app.clock) });
  await keepStay(app, { ...stay, ended_at: new Date(nowOf(app)).toISOString() });
}

export async function extend(app, stay) {
  // Said in all, so that two taps extend once.
  const total = (stay.extended_min ?? 0) + stay.extendable_min;
  await enqueue({ kind: "extend", id: stay.id, path: `/api/v1/stays/${stay.id}`, method: "PATCH", body: { extend_min: total } });
}

/** Why one is still there: it gives no time, and may be said anew. */
export async function explain(app, { id }, reason) {
  await enqueue({ kind: "why", id, path: `/api/v1/stays/${id}`, method: "PATCH", body: { reason } });
  const stay = app.stays.find((one) => one.id === id);
  if (stay) await keepStay(app, { ...stay, why: reason });
}

export async function report(app, bay, kind, cause) {
  const id = crypto.randomUUID();
  await enqueue({ kind: "report", id, path: "/api/v1/reports", method: "POST", body: { id, territory: bay.territory, bay: bay.id, kind, ...(cause ? { cause } : {}), ...stamp(app.clock) } });
}

/** A hold needs the server’s yes at once: it is never queued. */
export async function holdBay(app, bay) {
  const id = crypto.randomUUID();
  const answer = await app.remote.ask("/api/v1/holds", { method: "POST", body: { id, territory: bay.territory, bay: bay.id, vehicle: toldOf(app.vehicle), at: stamp(app.clock).at } });
  app.hold = { id: answer.id ?? id, bay, until: answer.due_at };
  await keep("hold", app.hold);
}

export async function dropHold(app, { tell = false } = {}) {
  const { hold } = app;
  app.hold = null;
  await keep("hold", null);
  if (tell && hold) await enqueue({ kind: "unhold", id: hold.id, path: `/api/v1/holds/${hold.id}`, method: "DELETE" });
}

/** What became of an act that was sent. */
export async function heard(app, act, { answer, trouble }) {
  const stay = app.stays.find(({ id }) => id === act.id);
  if (trouble) {
    const said = [trouble.title, trouble.detail].filter(Boolean).join(" ") || "Le serveur n’a pas pris ce que vous avez envoyé.";
    if (stay && act.kind === "start") await keepStay(app, { ...stay, refused: said, ended_at: stay.starts_at });
    const doubted = act.kind === "start" && CONFIRMED.includes(trouble.code);
    // A disc that ended by itself meanwhile, a hold that lapsed, why a refused disc ran over: nothing is left to do.
    if (!["end", "unhold"].includes(act.kind) && !(act.kind === "why" && stay?.refused)) app.notice = { wrong: true, text: said, confirm: doubted };
    return;
  }
  if (!stay || !answer) return;
  const next = merged(stay, answer);
  // Taken back before the server knew it was set: the phone is right.
  await keepStay(app, stay.ended_at && !answer.ended_at ? { ...next, ended_at: stay.ended_at } : next);
  if (answer.excess && act.kind === "start") app.notice = { text: answer.sentence };
}

/** Ends what no one took back long ago, and forgets plates of the past. */
export async function tidy(app) {
  const now = nowOf(app);
  for (const stay of app.stays) {
    const due = Date.parse(stay.due_at ?? "");
    if (phaseOf(stay, now) === "over" && now - due > GRACE) await keepStay(app, { ...stay, ended_at: new Date(due + GRACE).toISOString(), ended_by: "automatic" });
    if (stay.ended_at && now - Date.parse(stay.ended_at) > PLATE_KEPT) await forget(app, stay.id);
  }
}

export async function forget(app, id) {
  app.stays = app.stays.filter((stay) => stay.id !== id);
  await stock.remove("stays", id);
}

/** Runs an act; a full phone is said. */
export async function attempt(app, work) {
  try {
    await work();
    return true;
  } catch (error) {
    app.notice = { wrong: true, text: error instanceof Full ? FULL : error.kind === "offline" ? "Sans réseau, cela ne se fait pas." : [error.title, error.detail].filter(Boolean).join(" ") || "Cela n’a pas abouti. Recommencez." };
    return false;
  }
}
