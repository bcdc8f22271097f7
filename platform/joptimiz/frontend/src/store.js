/** What the page knows, and who wants to hear of it. Listeners run once a frame, whatever changed meanwhile. */

export function createStore(first) {
  const value = { ...first };
  const listeners = [];
  let changed = new Set();
  let due = 0;

  function flush() {
    due = 0;
    const keys = changed;
    changed = new Set();
    for (const { wanted, call } of listeners) if (wanted.some((key) => keys.has(key))) call(value);
  }

  return {
    value,
    /** Calls when one of these keys has changed. */
    on(wanted, call) {
      listeners.push({ wanted, call });
    },
    set(patch) {
      for (const [key, next] of Object.entries(patch)) {
        if (Object.is(value[key], next)) continue;
        value[key] = next;
        changed.add(key);
      }
      // A timer, not an animation frame: a page in a hidden tab must keep its address and its words true.
      if (changed.size && !due) due = setTimeout(flush, 0);
    },
  };
}
