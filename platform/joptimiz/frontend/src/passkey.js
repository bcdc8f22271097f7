/** Passkeys: the one thing of the account that needs a script. Adds one, or signs in with one. */

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function send(address, binding, body) {
  const headers = { "x-joptimiz-form": binding, accept: "application/json" };
  const response = await fetch(address, { method: "POST", headers, body, credentials: "same-origin" });
  const told = await response.json();
  if (!response.ok) throw Object.assign(new Error(told.said ?? told.title), { said: true, field: told.field });
  return told;
}

const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

async function make(form) {
  const { binding, named } = form.dataset;
  const asked = await send("/compte/cles/question", binding, form.elements.current.value);
  const user = { ...asked.user, id: toBytes(asked.user.id) };
  const publicKey = { ...asked, user, challenge: toBytes(asked.challenge), excludeCredentials: listed(asked.excludeCredentials) };
  const key = await navigator.credentials.create({ publicKey });
  const response = {
    clientDataJSON: toText(key.response.clientDataJSON),
    attestationObject: toText(key.response.attestationObject),
    transports: key.response.getTransports?.() ?? [],
  };
  const name = encodeURIComponent(form.elements[named].value);
  await send(`/compte/cles?nom=${name}`, binding, JSON.stringify({ id: key.id, rawId: key.id, type: key.type, response }));
  location.assign(form.dataset.then);
}

async function enter(form) {
  const { binding } = form.dataset;
  const asked = await send("/connexion/cle/question", binding, "");
  const publicKey = { ...asked, challenge: toBytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) };
  const key = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = key.response;
  const response = {
    clientDataJSON: toText(clientDataJSON),
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    ...(userHandle ? { userHandle: toText(userHandle) } : {}),
  };
  await send("/connexion/cle", binding, JSON.stringify({ id: key.id, rawId: key.id, type: key.type, response }));
  location.assign(form.dataset.then);
}

/** Shows why it did not go through, and leads there. */
function refuse(form, error) {
  const place = form.querySelector("[data-refused]");
  // The browser's own refusals (dismissed, timed out, none known) all mean the same to a person.
  place.textContent = error.said ? error.message : form.dataset.refused;
  place.hidden = false;
  const field = error.field && form.elements[error.field];
  if (field) field.focus();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button[type=submit]");
  if (!window.PublicKeyCredential || !window.isSecureContext) continue;
  form.hidden = false;
  form.parentElement.querySelector("[data-unscripted]")?.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("[data-refused]").hidden = true;
    button.disabled = true;
    try {
      await (form.dataset.passkey === "make" ? make(form) : enter(form));
    } catch (error) {
      refuse(form, error);
    } finally {
      button.disabled = false;
    }
  });
}
