/** Where the officer is: the device’s position while the page is open, or a zone chosen by hand. */

const OLD = 120_000;
const ROUGH_M = 150;

export class Place {
  /** `changed` is told `position_denied`, `position_away`, or null when the position came. */
  constructor(changed) {
    Object.assign(this, { changed, position: null, zone: null, read: 0 });
  }

  watch() {
    if (!navigator.geolocation) {
      this.changed("position_away");
      return;
    }
    navigator.geolocation.watchPosition(
      ({ coords }) => {
        if (coords.accuracy > ROUGH_M) return;
        this.position = [coords.longitude, coords.latitude];
        this.read = performance.now();
        this.changed(null);
      },
      (error) => this.changed(error.code === error.PERMISSION_DENIED ? "position_denied" : "position_away"),
      { enableHighAccuracy: true, maximumAge: 30_000, timeout: 15_000 },
    );
  }

  /** `{zone}` where one was chosen, `{position}` where it is known and fresh, null otherwise. */
  here() {
    if (this.zone) return { zone: this.zone };
    return this.position && performance.now() - this.read < OLD ? { position: this.position } : null;
  }
}
