/** Checks wait on the device until the server has each of them: sent again at need, kept there once. */

import * as stock from "./stock.js";

const MOST = 100;
let running = null;

/** Keep a check to be sent, and whose it is; throws Full. */
export const enqueue = (check, officer) => stock.put("queue", { ...check, officer });

export const waiting = () => stock.all("queue");

/** Send what an officer has waiting, oldest first; what became of each. One sending at a time, in whichever window. */
export function flush(officer) {
  const work = () => send(officer);
  running ??= (navigator.locks ? navigator.locks.request("joptimiz-checks", work) : work()).finally(() => {
    running = null;
  });
  return running;
}

async function send(officer) {
  const sent = [];
  for (;;) {
    // What another officer made on this device waits until they are back.
    const own = (await waiting()).filter((check) => check.officer === officer);
    const some = own.sort((one, other) => one.at.localeCompare(other.at)).slice(0, MOST);
    if (!some.length) return sent;
    const answer = await fetch("/api/v1/checks", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ officer, checks: some.map(({ officer: _, ...check }) => check) }), signal: AbortSignal.timeout(15_000),
    });
    if (!answer.ok) throw new TypeError(`checks: ${answer.status}`);
    // Kept, known or refused for good: none of them is to be sent again.
    for (const { id, outcome, doubled, replayed } of await answer.json()) {
      await stock.remove("queue", id);
      sent.push({ ...some.find((check) => check.id === id), outcome, doubled, replayed });
    }
  }
}
