/** A question that follows the page: asked again when its subject changes, dropped when there is none. */

import { settled } from "./api.js";

/** `run` is a question with `stop()`; subjects are told apart by their `key`. `again()` forgets what was asked. */
export function following(ms, run) {
  const later = settled(ms, run);
  let wanted = null;
  const follow = (it) => {
    const key = it?.key ?? null;
    if (wanted === key) return;
    wanted = key;
    if (it) {
      later(it);
      return;
    }
    later.cancel();
    run.stop();
  };
  follow.again = () => { wanted = null; };
  return follow;
}
