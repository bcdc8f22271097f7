/**
 * Keeps an editor and its text together: one question at a time, so that both ends see the same changes. What cannot be
 * sent stays in the editor and is sent later; the server knows what it already has.
 */

import { getClientID, getSyncedVersion, receiveUpdates, sendableUpdates } from "@codemirror/collab";
import { ChangeSet } from "@codemirror/state";

const CONFLICT = 409;
const REFUSED = 422;
const LATER = { saved: 1_000, offline: 3_000 };

/** A text of this address is no longer to be edited: gone, or no longer one's own. */
const isFinal = (error) => error.status >= 400 && error.status < 500 && error.status !== CONFLICT && error.status !== 408 && error.status !== 429;

export class Sync {
  /** `say` is told the state: `saved`, `saving`, `offline` or `refused`. */
  constructor(view, door, say, wait = (then, after) => setTimeout(then, after)) {
    this.view = view;
    this.door = door;
    this.say = say;
    this.wait = wait;
    this.running = null;
    this.stopped = false;
    this.state = null;
  }

  get unsaved() {
    return sendableUpdates(this.view.state).length > 0;
  }

  /** Sends what waits, or asks what is new; a call made meanwhile gets the end of the same exchange and of one more. */
  async exchange() {
    if (this.running) {
      await this.running;
      if (this.unsaved && !this.stopped && this.state !== "offline") return this.exchange();
      return this.state;
    }
    this.running = this.#once().finally(() => { this.running = null; });
    return this.running;
  }

  async #once() {
    if (this.stopped) return this.state;
    const revision = getSyncedVersion(this.view.state);
    const waiting = sendableUpdates(this.view.state);
    try {
      if (waiting.length) this.#tell("saving");
      const changes = waiting.map(({ changes }) => changes.toJSON());
      const answer = waiting.length
        ? await this.door.push(revision, changes, getClientID(this.view.state)).catch((error) => {
          if (error.status !== CONFLICT) throw error;
          return this.#news(revision);
        })
        : await this.door.since(revision);
      this.#receive(answer.changes);
      this.#tell(this.unsaved ? "saving" : "saved");
    } catch (error) {
      this.stopped = isFinal(error);
      this.#tell(this.stopped ? "refused" : "offline");
    }
    return this.state;
  }

  /** What others made meanwhile; a conflict with nobody is a refusal, which asking again would not lift. */
  async #news(revision) {
    const answer = await this.door.since(revision);
    if (!answer.changes.length) throw Object.assign(new Error("refused"), { status: REFUSED });
    return answer;
  }

  #receive(changes) {
    if (!changes.length) return;
    const updates = changes.map(({ change, by }) => ({ changes: ChangeSet.fromJSON(change), clientID: by }));
    this.view.dispatch(receiveUpdates(this.view.state, updates));
  }

  #tell(state) {
    this.state = state;
    this.say(state);
  }

  /** Exchanges again and again, until `stop`. */
  async run() {
    while (!this.stopped) {
      await this.exchange();
      if (this.unsaved && this.state !== "offline") continue;
      await new Promise((done) => { this.wait(done, LATER[this.state] ?? LATER.saved); });
    }
  }

  stop() {
    this.stopped = true;
  }
}
