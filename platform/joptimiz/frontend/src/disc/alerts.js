/** The reminder before the end: pushed by the server where the phone allows it; else the page rings while it is open. */

import { play } from "../scanner/sounds.js";

const TONES = { soon: { tones: [660, 880], buzz: [200, 100, 200] }, over: { tones: [440, 440, 440], buzz: [400, 150, 400, 150, 400] } };

/** The page’s own signal for a phase; nothing for the others. */
export const ring = (phase) => TONES[phase] && play(TONES[phase]);

const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

/** `granted`, `default` (to be asked), `denied`, or `absent` where there is no push: then the page rings. */
export const canPush = (key) => (key && "PushManager" in globalThis && "Notification" in globalThis && navigator.serviceWorker ? Notification.permission : "absent");

/** Subscribes this phone for one stay; whether the server took it. Never raises: the page rings anyway. */
export async function subscribe(remote, key, stay) {
  try {
    const worker = await navigator.serviceWorker.ready;
    const made = (await worker.pushManager.getSubscription()) ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }));
    const { endpoint, keys } = made.toJSON();
    await remote.ask(`/api/v1/stays/${stay.id}/alerts`, { method: "PUT", body: { endpoint, p256dh: keys.p256dh, auth: keys.auth } });
    return true;
  } catch {
    return false;
  }
}

/** Asks whether notifications may come; only upon a tap. */
export const askPermission = async () => (await Notification.requestPermission()) === "granted";

let lock = null;

/** Keeps the screen lit while a disc runs in sight; where it may not, the phone sleeps as usual. */
export async function stayLit(wanted) {
  if (!wanted) {
    await lock?.release().catch(() => {});
    lock = null;
  } else if (!document.hidden && (!lock || lock.released)) {
    lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }
}
