/** The one case the page's question comes down to: what is asked of the server for its reasons and its remedies. */

/** The part of a trip that decides: `{zone}`, or `{stop}`, the rank of one of its stops; null when nothing stands against it. */
function ofTrip(route, answer) {
  const refused = route.stops?.findLastIndex((stop) => stop.served === false && stop.verdict === answer.verdict) ?? -1;
  if (refused >= 0) return { stop: refused };
  return answer.zone && answer.verdict !== "allowed" ? { zone: answer.zone } : null;
}

/** What is asked about: `{zone}`, `{stop}`, or null while nothing is; `place` tells whether there is a place without a trip. */
export function subject({ trip, route, answer, zone, place }) {
  if (trip) return route ? ofTrip(route, answer) : null;
  if (zone) return { zone };
  return place ? { stop: 0 } : null;
}

/** A case of the API, where `profile` is `{vehicle, activity, rights}`, `at` carries its offset, and `stops` are `{position, activity}`. */
export function caseOf(about, { profile, at, slug, stops }) {
  if (about.zone) return { ...profile, at, territory: slug, zone: about.zone };
  const { position, activity } = stops[about.stop];
  return { ...profile, activity: activity ?? profile.activity, at, position };
}
