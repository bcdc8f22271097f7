/** What zones get while some rules surely, some possibly hold. Ported from the reference interpreter (`rules/reference.py`). */

export const GRAVITY = ["allowed", "conditional", "unknown", "forbidden"];
const DUTIES = ["pass", "booking", "declaration", "disc", "stay_min", "speed_kmh", "visits_per_day", "no_return_min", "hold_min", "extension_min"];
/** Of several of this limit the longest binds; of others, the smallest. */
const rank = ({ kind, amount }) => (kind === "no_return_min" ? -(amount ?? 0) : (amount ?? 0));

const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
export const gravest = (verdicts) => GRAVITY[Math.max(...verdicts.map((verdict) => GRAVITY.indexOf(verdict)))];

/** These rules in such an order that whatever lifts a rule comes before it, otherwise by name; and who lifts whom. */
export function ladderOf(rules) {
  const lifters = new Map(rules.map((rule) => [rule.id, []]));
  for (const rule of rules) for (const lifted of rule.overrides ?? []) lifters.get(lifted)?.push(rule.id);
  const placed = new Set();
  for (const name of [...lifters.keys()].sort(byName)) {
    const stack = [name];
    while (stack.length) {
      const top = stack.at(-1);
      const waiting = lifters.get(top).filter((lifter) => !placed.has(lifter));
      if (placed.has(top) || !waiting.length) placed.add(stack.pop());
      else stack.push(...waiting.sort(byName).reverse());
    }
  }
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  return { rules: [...placed].map((id) => known.get(id)), known, lifters };
}

/** Each zone’s judgement: `{zone, verdict, rules, needs, duties: [duty, rule], doubts}`; rules go by their `id`. */
export function judge(ladder, zones, moment, shut) {
  const stood = new Map();
  const standing = (way) => {
    const key = way.join("\n");
    if (!stood.has(key)) stood.set(key, stand(ladder, moment, new Set(way)));
    return stood.get(key);
  };
  return zones.map((zone) => {
    const ways = readings(heard(zone, ladder), moment);
    return graver(ways, ways.map((way) => judgeZone(zone, standing(way), moment, shut)));
  });
}

/** The rules that speak in a zone and whatever lifts or restores them: nothing else changes its verdict. */
function heard(zone, { rules }) {
  const ids = new Set();
  const found = [];
  for (const rule of [...rules].reverse()) {
    if (!rule.zones.includes(zone) && !rule.overrides?.some((id) => ids.has(id))) continue;
    ids.add(rule.id);
    found.push(rule);
  }
  return found.reverse();
}

/** Every way to read the ambiguous rules that differ here, as the ids of the rules read the other way. */
function readings(rules, moment) {
  const open = rules.filter((rule) => rule.other && moment.truth(rule, false) !== moment.truth(rule, true));
  return open.reduce((ways, { id }) => ways.flatMap((way) => [way, [...way, id]]), [[]]);
}

function graver(ways, judged) {
  const gravity = judged.map(({ verdict }) => GRAVITY.indexOf(verdict));
  const first = gravity.indexOf(Math.max(...gravity));
  const mildest = gravity.indexOf(Math.min(...gravity));
  const [worst, least] = [judged[first].verdict, judged[mildest].verdict];
  const differing = worst === least ? [] : symmetric(ways[first], ways[mildest]).sort(byName);
  const doubts = differing.map((rule) => {
    const written = ways[first].includes(rule) ? least : worst;
    return { rule, as_written: written, otherwise: written === worst ? least : worst };
  });
  const duties = merged(judged.filter(({ verdict }) => verdict === worst).flatMap((one) => one.duties));
  return { ...judged[first], duties, doubts };
}

const symmetric = (one, other) => [...one.filter((id) => !other.includes(id)), ...other.filter((id) => !one.includes(id))];

/** Which rules hold by themselves and which stand once lifted, surely and possibly, under one way of reading. */
function stand(ladder, moment, other) {
  const [truths, must, may] = [new Map(), new Map(), new Map()];
  for (const rule of ladder.rules) {
    const truth = moment.truth(rule, other.has(rule.id));
    const lifters = ladder.lifters.get(rule.id);
    truths.set(rule.id, truth);
    must.set(rule.id, truth === true && !lifters.some((id) => may.get(id)));
    may.set(rule.id, truth !== false && !lifters.some((id) => must.get(id)));
  }
  return { ladder, other, truths, must, may };
}

function judgeZone(zone, standing, moment, shut) {
  const { ladder, must, may } = standing;
  const answer = (verdict, rules, needs = [], duties = []) => ({ zone, verdict, rules, needs, duties });
  const here = ladder.rules.filter((rule) => rule.zones.includes(zone));
  const closing = here.filter((rule) => rule.do === "prohibit");
  const opening = here.filter((rule) => rule.do === "allow" && may.get(rule.id));
  const closed = closing.filter((rule) => must.get(rule.id));
  if (closed.length) return answer("forbidden", closed.map(({ id }) => id));
  if (shut && !opening.length) return answer("forbidden", []);
  const sure = opening.filter((rule) => must.get(rule.id));
  let undecided = closing.filter((rule) => may.get(rule.id));
  if (!undecided.length && shut && !sure.length) undecided = opening;
  const ids = undecided.map(({ id }) => id);
  if (ids.length) return answer("unknown", ids, needs(ids, standing, moment));
  return answer(...lawful(here, shut ? sure : [], standing));
}

/** A zone nothing closes: allowed, or conditional when what opens it or what stands there asks for something. */
function lawful(here, opening, { ladder, truths, must, may }) {
  const asking = here.filter((rule) => (rule.do === "limit" || rule.do === "require") && may.get(rule.id));
  const lifted = here.filter((rule) => rule.do === "prohibit" && truths.get(rule.id) !== false);
  const openers = lifted.map(({ id }) => ladder.lifters.get(id).filter((lifter) => must.get(lifter)).map((one) => ladder.known.get(one)));
  if (opening.length) openers.push(opening);
  const bearers = new Map([...asking, ...openers.map(lightest)].map((rule) => [rule.id, rule]));
  const duties = merged([...bearers.values()].flatMap((rule) => (rule.duties ?? []).map((duty) => [duty, rule.id])));
  const because = duties.length ? new Set(bearers.keys()) : new Set(openers.flat().map(({ id }) => id));
  const rules = ladder.rules.map(({ id }) => id).filter((id) => because.has(id));
  return [duties.length ? "conditional" : "allowed", rules, [], duties];
}

const weight = (rule) => rule.duties?.length ?? 0;
const lightest = (rules) => rules.reduce((least, rule) => ((weight(rule) - weight(least) || byName(rule.id, least.id)) < 0 ? rule : least));

/** One duty a kind: the smallest amount, then the first rule by name. */
function merged(duties) {
  const found = new Map();
  const sorted = [...duties].sort(([a, one], [b, other]) => rank(a) - rank(b) || byName(one, other));
  for (const [duty, rule] of sorted) if (!found.has(duty.kind)) found.set(duty.kind, [duty, rule]);
  return DUTIES.filter((kind) => found.has(kind)).map((kind) => found.get(kind));
}

/** What must be known for these rules, and those that may lift them, to be decided. */
function needs(undecided, { ladder, other, must, may }, moment) {
  const found = new Set();
  const [left, seen] = [[...undecided], new Set(undecided)];
  while (left.length) {
    const rule = ladder.known.get(left.pop());
    for (const need of moment.lacking(rule, other.has(rule.id))) found.add(need);
    for (const lifter of ladder.lifters.get(rule.id)) {
      if (seen.has(lifter) || !may.get(lifter) || must.get(lifter)) continue;
      seen.add(lifter);
      left.push(lifter);
    }
  }
  return [...found].sort(byName);
}
