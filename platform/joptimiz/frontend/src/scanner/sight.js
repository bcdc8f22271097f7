/** The sight: the camera while it works, the field to type in as soon as it does not; back to it when it comes back. */

import { troubleOf } from "./camera.js";

const KEY = "joptimiz-controle-camera";
const AIM = "Visez le code du laissez-passer.";
const RETRY = 5_000;
/** What may end without the officer coming back to this page. */
const PASSING = ["camera_busy", "camera_away"];

export class Sight {
  /** `hint` says what stands in the way, or takes it back; `fall` opens the field; `rise` is told that a camera is there again. */
  constructor(camera, part, { hint, fall, rise }) {
    Object.assign(this, { camera, part, hint, fall, rise, trouble: null, opening: null });
    part("torch-box").addEventListener("change", () => camera.torch?.(part("torch-box").checked).catch(() => this.tellTorch()));
    part("camera").addEventListener("change", () => this.choose(part("camera").value));
  }

  /** Looks for what changes: permissions given, a camera plugged in, one that others let go of. */
  watch() {
    navigator.permissions?.query({ name: "camera" }).then((permission) => {
      permission.onchange = () => (permission.state === "granted" ? this.mend() : this.camera.stream && permission.state === "denied" && this.trip("camera_denied"));
    }, () => {});
    navigator.mediaDevices?.addEventListener("devicechange", () => (this.trouble ? this.mend() : this.list().catch(() => {})));
    setInterval(() => PASSING.includes(this.trouble) && !document.hidden && this.mend(), RETRY);
  }

  /** Opens the camera; whether it is. One opening at a time. */
  open() {
    this.opening ??= this.start().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  async start() {
    try {
      await this.camera.start(remembered());
    } catch (error) {
      this.trip(troubleOf(error));
      return false;
    }
    this.trouble = null;
    this.hint(null);
    this.part("aimed").textContent = AIM;
    this.tellTorch();
    this.list().catch(() => {});
    return true;
  }

  /** The camera is not there: says why, and opens the field. */
  trip(trouble) {
    this.camera.stop();
    const known = this.trouble === trouble;
    this.trouble = trouble;
    this.hint(trouble);
    if (!known) this.fall();
  }

  async mend() {
    if (this.trouble && (await this.open())) this.rise();
  }

  tellTorch() {
    this.part("torch").hidden = !this.camera.torch;
    this.part("torch-box").checked = false;
  }

  /** The cameras there are, where there is a choice. */
  async list() {
    const found = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind, deviceId }) => kind === "videoinput" && deviceId);
    const select = this.part("camera");
    select.replaceChildren(...found.map(({ deviceId, label }, place) => new Option(label.replace(/ \([0-9a-f:]+\)$/, "") || `Caméra ${place + 1}`, deviceId)));
    select.value = this.camera.number;
    this.part("cameras").hidden = found.length < 2;
  }

  async choose(number) {
    try {
      localStorage.setItem(KEY, number);
    } catch {
      // It holds until the page goes.
    }
    this.camera.stop();
    await this.open();
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
