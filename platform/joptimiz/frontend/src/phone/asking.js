/** What is asked of the server: a pass for a link, then the same pass as it stands. */

import { stamped } from "../pass/stamp.js";
import { b64 } from "../verify/canonical.js";
import { proofOf } from "./keys.js";

/** The server said no: `code` names why, `title` and `detail` say it. */
export class Refused extends Error {
  constructor({ code, title, detail }) {
    super(title);
    Object.assign(this, { code, title, detail });
  }
}

/** What the telephone of a link is given; throws Refused, or what the network throws. */
export async function takeLink({ territory, secret }, made, clock) {
  const signature = await proofOf(secret, made);
  return send("/laissez-passer/telephone", { territory, secret, key: b64(made.point), signature }, clock);
}

/** The pass as it stands now; a clock that was off is mended, and asked again by. */
export async function renew({ token, key }, clock, again = true) {
  try {
    return await send("/laissez-passer/code", { code: await stamped(token, clock.now(), key) }, clock);
  } catch (error) {
    if (again && error instanceof Refused && error.code.startsWith("clock-")) return renew({ token, key }, clock, false);
    throw error;
  }
}

async function send(path, body, clock) {
  const answer = await fetch(path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000),
  });
  const said = await answer.json();
  if (said.at) clock.told(said.at * 1000);
  if (answer.ok) return said;
  if (!said.code || answer.status >= 500 || answer.status === 429) throw new TypeError(`${path}: ${answer.status}`);
  throw new Refused(said);
}
