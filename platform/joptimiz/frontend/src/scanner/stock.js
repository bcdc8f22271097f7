/** What the device keeps in IndexedDB: documents as they were signed, checks to be sent, passes seen today. */

const NAME = "joptimiz-controle";
const VERSION = 1;
const STORES = { documents: "name", queue: "id", seen: "code" };

/** The device keeps no more: its storage is full. */
export class Full extends Error {}

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => Object.entries(STORES).forEach(([store, keyPath]) => asked.result.createObjectStore(store, { keyPath }));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

async function act(store, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const refuse = (error) => reject(isFull(error) ? new Full() : error);
    let asked;
    try {
      asked = work(transaction.objectStore(store));
    } catch (error) {
      refuse(error);
      return;
    }
    const failed = () => refuse(transaction.error ?? asked.error);
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = failed;
    transaction.onerror = failed;
  });
}

const isFull = (error) => error?.name === "QuotaExceededError";

export const get = (store, key) => act(store, "readonly", (objects) => objects.get(key));
export const all = (store) => act(store, "readonly", (objects) => objects.getAll());
export const put = (store, value) => act(store, "readwrite", (objects) => objects.put(value));
export const clear = (store) => act(store, "readwrite", (objects) => objects.clear());
export const remove = (store, key) => act(store, "readwrite", (objects) => objects.delete(key));

/** A number that no other check has (RFC 9562, version 4), where `crypto.randomUUID` is not to be had too. */
export function newNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, place) => ([4, 6, 8, 10].includes(place) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}
