/** Reads the code of a sign with the camera; what it is made of is loaded at the first need. */

import { h } from "../dom.js";
import { open } from "./dialogs.js";
import { signOf } from "./near.js";

const { dataset } = document.body;
const SILENT = "L’appareil photo ne répond pas. Saisissez le code.";

/** `found(code, territory, typed)` says what is wrong with a code, or null; `type()` is the way without a camera. */
export async function openScan(found, type) {
  let camera = null;
  const video = h("video", { playsinline: true, muted: true, "aria-label": "Image de la caméra" });
  const said = h("p", { class: "muted", role: "status" }, "Visez le carré du panneau.");
  const close = open("Lire le panneau", (shut) => [h("div", { class: "viewfinder" }, video), said, h("button", { class: "btn", type: "button", onclick: () => { shut(); type(); } }, "Saisir le code")], () => camera?.stop());
  try {
    const { Camera } = await import(dataset.camera);
    camera = new Camera(video, dataset.wasm, {
      found: async (text) => {
        const sign = signOf(text);
        const trouble = sign ? await found(sign.code, sign.territory, false) : "Ce carré n’est pas celui d’une aire.";
        if (trouble) said.textContent = trouble;
        else close();
      },
      lost: () => { said.textContent = SILENT; },
    });
    await camera.start();
  } catch (error) {
    said.textContent = error.name === "NotAllowedError" ? "L’appareil photo est refusé à cette page. Saisissez le code." : SILENT;
  }
}
