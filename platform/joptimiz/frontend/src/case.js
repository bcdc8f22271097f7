/** The one case the page's question comes down to: what is asked of the server for its reasons and its remedies. */

/** The part of a trip that decides: `{zone}`, or `{end}` for one of its two stops; null when nothing stands against it. */
function ofTrip(route, answer) {
  const refused = route.stops?.findLastIndex((stop) => stop.served === false && stop.verdict === answer.verdict) ?? -1;
  if (refused >= 0) return { end: refused === 0 ? "from" : "to" };
  return answer.zone && answer.verdict !== "allowed" ? { zone: answer.zone } : null;
}

/** What is asked about: `{zone}`, `{end}`, or null while nothing is. */
export function subject({ trip, route, answer, zone, to }) {
  if (trip) return route ? ofTrip(route, answer) : null;
  if (zone) return { zone };
  return to ? { end: "to" } : null;
}

/** A case of the API, where `profile` is `{vehicle, activity, rights}` and `at` carries its offset. */
export function caseOf(about, { profile, at, slug, ends }) {
  const place = about.zone ? { territory: slug, zone: about.zone } : { position: ends[about.end] };
  return { ...profile, at, ...place };
}
