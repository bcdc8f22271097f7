/** The camera: each frame is searched for a code, as fast as frames come; nothing leaves the device. */

import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

const WANTED = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };

export class Camera {
  /** `found` is told each text read, with the instant of its frame. */
  constructor(video, wasm, found) {
    Object.assign(this, { video, found, stream: null, running: false });
    prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? wasm : prefix + path) } });
    this.detector = new BarcodeDetector({ formats: ["qr_code"] });
  }

  /** Throws what the browser says where there is no camera, or it is refused. */
  async start() {
    if (!this.stream?.active) {
      this.stream = await navigator.mediaDevices.getUserMedia(WANTED);
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
