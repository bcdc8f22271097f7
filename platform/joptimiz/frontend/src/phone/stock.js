/** What the telephone keeps in IndexedDB: for each right, its key, which nothing can read, and the pass bound to it. */

const NAME = "joptimiz-telephone";
const STORE = "rights";
/** Kept apart from the keys, so that keys which are gone are missed. */
const MARK = "joptimiz-telephone";

/** The browser keeps no more: its storage is full. */
export class Full extends Error {}

/** The browser keeps nothing at all. */
export class Unkept extends Error {}

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function act(mode, work) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error ?? asked.error);
    }).finally(() => database.close());
  } catch (error) {
    throw error?.name === "QuotaExceededError" ? new Full() : new Unkept();
  }
}

export const all = () => act("readonly", (rights) => rights.getAll());
export const get = (id) => act("readonly", (rights) => rights.get(id));

export async function put(right) {
  await act("readwrite", (rights) => rights.put(right));
}

export const remove = (id) => act("readwrite", (rights) => rights.delete(id));

/** Remember, or forget, that this telephone shows rights. */
export function mark(has) {
  try {
    if (has) localStorage.setItem(MARK, "oui");
    else localStorage.removeItem(MARK);
  } catch {
    // Then a lost key is told as a telephone that never had one.
  }
}

export function isMarked() {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}
