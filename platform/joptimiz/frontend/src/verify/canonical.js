/** Canonical JSON (RFC 8785) of trees of whole numbers and strings, and base64url of which one spelling is read. */

/** The one text of this tree; two equal trees give equal texts. Keys go by UTF-16 code units, as `sort` does. */
export function canonical(tree) {
  if (Array.isArray(tree)) return `[${tree.map(canonical).join(",")}]`;
  if (tree === null || typeof tree !== "object") return JSON.stringify(tree);
  return `{${Object.keys(tree).sort().map((key) => `${JSON.stringify(key)}:${canonical(tree[key])}`).join(",")}}`;
}

export const bytesOf = (text) => new TextEncoder().encode(text);

/** The bytes of a text in base64url without padding, or null for anything an encoder would not write. */
export function unb64(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const raw = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  return b64(raw) === text ? raw : null;
}

export function b64(raw) {
  return btoa(String.fromCharCode(...raw)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export const hex = (raw) => [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");
