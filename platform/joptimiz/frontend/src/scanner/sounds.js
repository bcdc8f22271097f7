/** What a verdict sounds and feels like; the choice of silence is kept on the device. */

const KEY = "joptimiz-controle-son";
const LASTS = 0.13;
let audio = null;

export function isLoud() {
  try {
    return localStorage.getItem(KEY) !== "non";
  } catch {
    return true;
  }
}

export function beLoud(loud) {
  try {
    localStorage.setItem(KEY, loud ? "oui" : "non");
  } catch {
    // It holds until the page goes.
  }
}

/** Tones one after the other, in hertz; and a vibration, whether sounds are on or not. */
export function play({ tones, buzz }) {
  // Browsers refuse, and say so on the console, before the page was touched.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(buzz);
  if (!isLoud() || !globalThis.AudioContext) return;
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  tones.forEach((hertz, place) => {
    const start = audio.currentTime + place * LASTS;
    const [tone, gain] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0.25, start);
    gain.gain.exponentialRampToValueAtTime(0.001, start + LASTS);
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + LASTS);
  });
}
