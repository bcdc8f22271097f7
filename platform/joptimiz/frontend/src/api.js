/** The product's API: problems come back as `Trouble`, in the words of the server. */

export class Trouble extends Error {
  /** `kind`: "offline" (no answer), "problem" (the server said no), "broken" (it answered nonsense). */
  constructor(kind, { title = "", detail = "", problems = [], status = 0, code = "" } = {}) {
    super(title);
    Object.assign(this, { kind, title, detail, problems, status, code });
  }
}

async function answer(response) {
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Trouble(response.ok ? "broken" : "problem", { status: response.status });
  }
  if (response.ok) return body;
  throw new Trouble("problem", { ...body, status: response.status });
}

/** GETs, or POSTs a body; an aborted request rejects with the browser's own AbortError. */
async function reach(path, { body, signal, accept = "application/json" }) {
  const options = { signal, headers: { accept } };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble("offline");
  }
}

export const ask = async (path, { body, signal } = {}) => answer(await reach(path, { body, signal }));

/** POSTs a body and gets a file: `{blob, name}`, the name being null when the server gives none. */
export async function askFile(path, { body }) {
  const response = await reach(path, { body, accept: "*/*" });
  if (!response.ok) return answer(response);
  const [, name = null] = /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  return { blob: await response.blob(), name };
}

/**
 * Runs one piece of work at a time: starting it again cancels what was under way. Resolves to undefined when cancelled.
 * `stop()` cancels without starting again.
 */
export function latest(work) {
  let current = null;
  const run = async (...args) => {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    try {
      const result = await work(mine.signal, ...args);
      return mine.signal.aborted ? undefined : result;
    } catch (error) {
      if (mine.signal.aborted || error.name === "AbortError") return undefined;
      throw error;
    } finally {
      if (current === mine) current = null;
    }
  };
  run.stop = () => current?.abort();
  return run;
}

/** Calls once things have been quiet for `ms`; `cancel()` forgets the call that was to come. */
export function settled(ms, call) {
  let timer = 0;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), ms);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}
