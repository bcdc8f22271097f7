/** What time it is: the device’s clock, corrected by what the server last said; within a visit, no change of it counts. */

const FAR = 60;

export class Clock {
  /** `skew`: seconds to add to the device’s clock, as measured at the last contact; null before any. */
  constructor(skew = null, { wall = () => Date.now(), ticks = () => performance.now() } = {}) {
    Object.assign(this, { skew, wall, ticks });
    this.base = wall() - ticks();
  }

  /** The server said its time, in milliseconds. */
  told(server) {
    this.skew = (server - this.device()) / 1000;
  }

  /** The device’s clock as it was at the start of the visit, gone on since. */
  device() {
    return this.base + this.ticks();
  }

  /** The instant, in seconds. */
  now() {
    return Math.floor(this.device() / 1000 + (this.skew ?? 0));
  }

  /** How far the device’s clock is off, in seconds; null while nobody said, 0 where it is near. */
  off() {
    if (this.skew === null) return null;
    const now = this.wall() / 1000 - (this.device() / 1000 + this.skew);
    return Math.abs(now) < FAR ? 0 : Math.round(now);
  }
}
