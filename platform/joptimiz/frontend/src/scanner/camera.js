/** The camera: each frame is searched for a code, as fast as frames come; nothing leaves the device. */

import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };
const OUTWARDS = { facingMode: { ideal: "environment" } };
const TROUBLES = {
  NotAllowedError: "camera_denied", SecurityError: "camera_denied", NotFoundError: "camera_none", OverconstrainedError: "camera_none",
  NotReadableError: "camera_busy", AbortError: "camera_busy",
};

/** What stands in the way, of what a browser throws: the name of a sentence. */
export function troubleOf(error) {
  if (!globalThis.isSecureContext) return "camera_insecure";
  return navigator.mediaDevices ? (TROUBLES[error.name] ?? "camera_away") : "camera_none";
}

const streamOf = (which) => navigator.mediaDevices.getUserMedia({ video: { ...which, ...SIZE }, audio: false });

/** The camera that was chosen is gone: another one. */
function elsewhere(error) {
  if (error.name !== "OverconstrainedError" && error.name !== "NotFoundError") throw error;
  return streamOf(OUTWARDS);
}

export class Camera {
  /** `found` is told each text read, with the instant of its frame; `lost`, that the camera was taken away. */
  constructor(video, wasm, { found, lost }) {
    Object.assign(this, { video, found, lost, stream: null, running: false });
    prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? wasm : prefix + path) } });
    this.detector = new BarcodeDetector({ formats: ["qr_code"] });
  }

  /** With the camera of this number, if it is still there, or the one that looks outwards; throws what the browser says. */
  async start(chosen = null) {
    if (!this.stream?.active) {
      this.stream = await (chosen ? streamOf({ deviceId: { exact: chosen } }).catch(elsewhere) : streamOf(OUTWARDS));
      const [track] = this.stream.getVideoTracks();
      track.onended = () => this.lost();
      this.video.srcObject = this.stream;
      await this.video.play();
    }
    if (this.running) return;
    this.running = true;
    this.next();
  }

  pause() {
    this.running = false;
  }

  /** Let go of the camera: its light goes out. */
  stop() {
    this.pause();
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
  }

  /** The number of the camera that is on; empty for none. */
  get number() {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  get torch() {
    const [track] = this.stream?.getVideoTracks() ?? [];
    return track?.getCapabilities?.().torch ? (on) => track.applyConstraints({ advanced: [{ torch: on }] }) : null;
  }

  next() {
    this.video.requestVideoFrameCallback((at) => this.search(at));
  }

  async search(at) {
    if (!this.running) return;
    try {
      const [code] = await this.detector.detect(this.video);
      if (code && this.running) await this.found(code.rawValue, at);
    } catch (error) {
      // A frame that went before it was read; the next one comes.
      if (error.name !== "InvalidStateError") console.error(error);
    }
    if (this.running) this.next();
  }
}
