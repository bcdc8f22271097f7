/**
 * The stops of a trip, in order: pure. A stop is `{position: [lon, lat] | null, name, activity, stay}`, where `activity` is
 * null when it is the trip's own purpose and `stay` is in minutes. There are always a departure and an arrival, placed or not.
 */

export const MOST_STOPS = 20;
export const MOST_STAY = 1440;

export const emptyStop = () => ({ position: null, name: null, activity: null, stay: 0 });
export const emptyTrip = () => [emptyStop(), emptyStop()];

/**
 * Under which a stop carries what it waits for, as an AbortController: it follows the stop wherever it goes, is neither
 * written, compared nor sent (JSON knows no symbol), and is over once aborted.
 */
const AWAITED = Symbol("awaited");

/** What a stop waits for, null when it waits for nothing. */
export const awaitedBy = (stop) => (stop?.[AWAITED]?.signal.aborted === false ? stop[AWAITED] : null);

/** Has a stop wait. */
export function startWait(stop) {
  stop[AWAITED]?.abort();
  stop[AWAITED] = new AbortController();
  return stop[AWAITED];
}

/** The stops with one of them changed. */
export const withStop = (stops, index, patch) => stops.map((stop, i) => (i === index ? { ...stop, ...patch } : stop));

/** Another place for a stop: what is done there stays, its name goes, and it waits for none any more. */
export function placed(stops, index, position, name = null) {
  const changed = withStop(stops, index, { position, name });
  delete changed[index][AWAITED];
  return changed;
}

/** A new stop before the arrival; when every stop is placed and the arrival stays the last. */
export const withNew = (stops) => (stops.length < MOST_STOPS ? stops.toSpliced(stops.length - 1, 0, emptyStop()) : stops);

/** The stops without one of them; a departure and an arrival always remain. */
export function without(stops, index) {
  return stops.length > 2 ? stops.toSpliced(index, 1) : stops.with(index, emptyStop());
}

/** One stop taken out and put back at another rank. */
export function moved(stops, from, to) {
  const rank = Math.max(0, Math.min(stops.length - 1, to));
  return stops.toSpliced(from, 1).toSpliced(rank, 0, stops[from]);
}

export const reversed = (stops) => stops.toReversed();

/** The stops that have a place, with their rank among all: what is asked of the router. */
export const ranked = (stops) => stops.map((stop, index) => ({ ...stop, index })).filter((stop) => stop.position);

/** The rank of the first stop still to be placed, null when there is none. */
export function firstEmpty(stops) {
  const index = stops.findIndex((stop) => !stop.position);
  return index < 0 ? null : index;
}

/** "from", "via" or "to": the part a stop plays. */
export const roleOf = (stops, index) => (index === 0 ? "from" : index === stops.length - 1 ? "to" : "via");

/** Do these stops ask the router for the same trip? Names and places still to come change nothing. */
export function sameTrip(a, b) {
  const asked = (stops) => JSON.stringify(stops.filter((stop) => stop.position).map(({ position, activity, stay }) => [position, activity, stay]));
  return asked(a) === asked(b);
}

/** What a place is remembered by: « 7.42,43.73 ». */
export const placeKey = (position) => (position ? position.join() : null);

/** The activity the API is told of a stop: nothing is done at a departure unless it is said. */
export const activityAt = (stops, index, purpose) => stops[index].activity ?? (index === 0 ? null : purpose);
