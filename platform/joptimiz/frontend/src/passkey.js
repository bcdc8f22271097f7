/** Passkeys: the one thing of the account that needs a script. Makes one, signs in with one, shows one again. */

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
const answerOf = (key, response) => JSON.stringify({ id: key.id, rawId: key.id, type: key.type, response });

async function make(form) {
  const { at, binding, named } = form.dataset;
  await proveFirst(form);
  const asked = await send(`${at}/question`, binding, form.elements.current?.value ?? "");
  const user = { ...asked.user, id: toBytes(asked.user.id) };
  const publicKey = { ...asked, user, challenge: toBytes(asked.challenge), excludeCredentials: listed(asked.excludeCredentials) };
  const key = await navigator.credentials.create({ publicKey });
  const response = {
    clientDataJSON: toText(key.response.clientDataJSON),
    attestationObject: toText(key.response.attestationObject),
    transports: key.response.getTransports?.() ?? [],
  };
  const name = named ? `?nom=${encodeURIComponent(form.elements[named].value)}` : "";
  await send(at + name, binding, answerOf(key, response));
}

/** Shows a passkey to what asks for one at this address. */
async function present(at, binding) {
  const asked = await send(`${at}/question`, binding, "");
  const publicKey = { ...asked, challenge: toBytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) };
  const key = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = key.response;
  const response = {
    clientDataJSON: toText(clientDataJSON),
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    ...(userHandle ? { userHandle: toText(userHandle) } : {}),
  };
  await send(at, binding, answerOf(key, response));
}

/** Whether a form still awaits a passkey in place of the password that was not typed. */
const awaits = (form) => form.querySelector("[data-prove]:not([data-proved])") && !form.elements.current?.value;

/** Shows a passkey again when the form asks who one is and no password was typed. */
async function proveFirst(form) {
  if (!awaits(form)) return;
  const place = form.querySelector("[data-prove]");
  await present("/compte/preuve", place.dataset.prove);
  place.dataset.proved = "";
}

/** Shows why it did not go through, and leads there. */
function refuse(form, error) {
  const place = form.querySelector("[data-refused]");
  // The browser's own refusals (dismissed, timed out, none known) all mean the same to a person, but for a device
  // that holds a passkey of this account already.
  const { refused, known } = form.dataset;
  place.textContent = error.said ? error.message : (error.name === "InvalidStateError" && known) || refused || place.parentElement.dataset.refusedSaid;
  place.hidden = false;
  const field = error.field && form.elements[error.field];
  if (field) field.focus();
}

/** Does it once at a time, and says why when it does not go through. */
async function attempt(form, button, act) {
  form.querySelector("[data-refused]").hidden = true;
  button.disabled = true;
  try {
    return await act();
  } catch (error) {
    refuse(form, error);
    return false;
  } finally {
    button.disabled = false;
  }
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const each of document.querySelectorAll("[data-unscripted]")) each.remove();
  for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { passkey, at, binding, then } = form.dataset;
      attempt(form, form.querySelector("button[type=submit]"), async () => {
        await (passkey === "make" ? make(form) : present(at, binding));
        location.assign(then);
      });
    });
  }
  for (const form of document.querySelectorAll("form:has([data-prove]):not([data-passkey])")) {
    form.addEventListener("submit", async (event) => {
      if (!awaits(form)) return;
      event.preventDefault();
      const { submitter } = event;
      const button = submitter ?? form.querySelector("button");
      if (await attempt(form, button, async () => (await proveFirst(form), true))) form.requestSubmit(submitter);
    });
  }
}
