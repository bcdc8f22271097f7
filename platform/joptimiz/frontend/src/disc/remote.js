/** The server, as a phone without an account speaks to it: its own secret, and the clock set at each answer. */

import { Trouble } from "../api.js";
import { keep, kept } from "./stock.js";

const SECRET = "secret";
const PATIENCE = 12_000;

/** A secret of 256 bits, made once on this phone: who has it sees and ends its discs. */
async function secret() {
  const known = await kept(SECRET);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const made = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  await keep(SECRET, made);
  return made;
}

export class Remote {
  constructor(clock) {
    this.clock = clock;
  }

  /** Sends, and gives what was answered; raises `Trouble`: "offline" where nothing came, "problem" in the server’s words. */
  async ask(path, { method = "GET", body } = {}) {
    const headers = { accept: "application/json", authorization: `Disc ${await secret()}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    let answer;
    try {
      answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new Trouble("offline");
    }
    this.tell(answer);
    const said = answer.status === 204 ? null : await answer.json().catch(() => null);
    if (answer.ok) return said;
    // Behind a gateway whose server is down, nothing was decided: what waits goes on waiting.
    if ([502, 503, 504].includes(answer.status)) throw new Trouble("offline", { status: answer.status });
    throw new Trouble("problem", { ...said, status: answer.status });
  }

  /** Only an answer of the server itself sets the clock: a kept one has the hour of its keeping. */
  tell(answer) {
    const date = Date.parse(answer.headers.get("date") ?? "");
    if (Number.isNaN(date)) return;
    this.clock.told(date);
    keep("skew", this.clock.skew).catch(() => {});
  }
}
