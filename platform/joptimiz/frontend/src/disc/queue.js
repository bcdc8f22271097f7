/** What was done on the phone and the server does not have yet: kept in order, sent at the first occasion, each once. */

import { Trouble } from "../api.js";
import { stock } from "./stock.js";

/** From when an act is one that waited, in milliseconds, whether or not it was tried before. */
const LATE = 45_000;

let last = 0;

/** Keeps an act to be sent: `{kind, id, path, method, body}`; raises Full. */
export async function enqueue(act) {
  last = Math.max(Date.now(), last + 1);
  await stock.put("queue", { ...act, order: last });
}

export const waiting = async () => (await stock.all("queue")).sort((a, b) => a.order - b.order);

let running = null;

/** Sends what waits, oldest first, until the network fails; `told(act, {answer, trouble})` hears of each. One at a time, in whichever window. */
export function flush(remote, told) {
  const work = () => send(remote, told);
  running ??= (navigator.locks ? navigator.locks.request("joptimiz-disque", work) : work()).finally(() => {
    running = null;
  });
  return running;
}

/** A disc that waited is kept even where its bay was full by then. */
async function late(remote, act) {
  const [{ outcome, reason, sentence, stay }] = await remote.ask("/api/v1/stays/sync", { method: "POST", body: [act.body] });
  if (outcome === "refused") throw new Trouble("problem", { title: sentence, code: reason });
  return stay;
}

async function send(remote, told) {
  for (;;) {
    const [act] = await waiting();
    if (!act) return;
    let answer = null;
    let trouble = null;
    try {
      answer = await (act.kind === "start" && (act.waited || Date.now() - act.order > LATE) ? late(remote, act) : remote.ask(act.path, { method: act.method, body: act.body }));
    } catch (error) {
      // Too many at once, or no network: it is sent later, as it is.
      if (error.kind === "offline" || error.status === 429) {
        if (!act.waited) await stock.put("queue", { ...act, waited: true });
        throw error;
      }
      trouble = error;
    }
    await stock.remove("queue", act.order);
    await told(act, { answer, trouble });
  }
}
