/** What a page keeps on the device, in IndexedDB: named stores of objects, each under its own key. */

/** The device keeps no more: its storage is full. */
export class Full extends Error {}

const isFull = (error) => error?.name === "QuotaExceededError";

/** The stores of a database: `{store: keyPath}`; each act is a transaction of its own. */
export function openStock(name, stores) {
  let opening = null;

  function open() {
    opening ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => Object.entries(stores).forEach(([store, keyPath]) => asked.result.createObjectStore(store, { keyPath }));
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

  return {
    get: (store, key) => act(store, "readonly", (objects) => objects.get(key)),
    all: (store) => act(store, "readonly", (objects) => objects.getAll()),
    put: (store, value) => act(store, "readwrite", (objects) => objects.put(value)),
    clear: (store) => act(store, "readwrite", (objects) => objects.clear()),
    remove: (store, key) => act(store, "readwrite", (objects) => objects.delete(key)),
  };
}
