/** Whether a rule’s own words hold for a question: true, false, or null where a fact, a day or a count is missing. */

import { all3, any3, inSeason, lackingDays, not3 } from "./days.js";

const CRITAIR = ["EL", "1", "2", "3", "4", "5", "NC"];
const COUNTED = new Set(["gvw_kg", "gcw_kg", "length_cm", "width_cm", "height_cm", "axle_load_kg"]);
const SILENT = new Set(["to_come", "suspended", "repealed"]);
const COMPARE = { lt: (a, b) => a < b, lte: (a, b) => a <= b, gt: (a, b) => a > b, gte: (a, b) => a >= b };

/** One question at one instant: `opened`, `facts`, `rights`, `at` in seconds, `now` (local) and `zones` (a set). */
export class Moment {
  constructor(opened, { facts, rights, at, now, zones }) {
    Object.assign(this, { opened, facts, rights, at, now, zones });
  }

  /** Whether a rule holds by itself, read as written or the other way. */
  truth(rule, other) {
    const { date } = this.now;
    if (this.isSilent(rule) || !this.isTriggered(rule)) return false;
    if ((rule.valid_from && date < rule.valid_from) || (rule.valid_to && date >= rule.valid_to)) return false;
    const { condition, schedule } = reading(rule, other);
    const season = inSeason(this.opened.almanac, schedule, this.now);
    return all3([season, condition ? this.holds(condition, rule) : true]);
  }

  /** Whether its order does not apply that day, or the legal basis it rests on has gone. */
  isSilent(rule) {
    const order = this.opened.bundle.orders[rule.order];
    const { date } = this.now;
    const { status } = order.statuses.findLast(({ start }) => start === undefined || start <= date);
    if (SILENT.has(status)) return true;
    const basis = rule.basis ?? order.basis;
    return this.opened.overlays.some((laid) => laid.basis !== undefined && laid.basis === basis && laid.start <= date);
  }

  isTriggered({ trigger }) {
    const isOn = (laid) => laid.trigger === trigger && laid.start <= this.at && (laid.end === undefined || this.at < laid.end);
    return trigger === undefined || this.opened.overlays.some(isOn);
  }

  holds(condition, rule) {
    if (condition.all) return all3(condition.all.map((part) => this.holds(part, rule)));
    if (condition.any) return any3(condition.any.map((part) => this.holds(part, rule)));
    if (condition.not) return not3(this.holds(condition.not, rule));
    if (condition.right !== undefined) {
      return all3(rule.zones.filter((zone) => this.zones.has(zone)).map((zone) => this.isHeld(condition.right, zone)));
    }
    const value = this.facts[condition.fact];
    if (condition.in) return value === undefined || value === null ? null : condition.in.includes(value);
    const [here, limit] = [rank(condition.fact, value), rank(condition.fact, condition.to)];
    return here === null ? null : COMPARE[condition.op](here, limit);
  }

  /** Whether a right of this kind is held in a zone that day. */
  isHeld(kind, zone) {
    return any3(this.rights.filter((right) => right.kind === kind && this.reaches(right, zone)).map((right) => this.isUsable(right)));
  }

  reaches(right, zone) {
    const { date } = this.now;
    const there = !right.territory || right.territory === this.opened.territory;
    const here = !right.zones?.length || right.zones.includes(zone);
    return there && here && (!right.from || right.from <= date) && (!right.to || date < right.to);
  }

  /** Whether days are left; null when they should be counted and are not told. */
  isUsable({ kind, days_left: left }) {
    const known = Object.hasOwn(this.opened.bundle.rights ?? {}, kind) ? this.opened.bundle.rights[kind] : null;
    if (!known) return false;
    if (left === undefined || left === null) return known.quota_days === undefined ? true : null;
    return left > 0;
  }

  /** What leaves a rule undecided: facts, lists of days, counts of days. */
  lacking(rule, other) {
    const { condition, schedule } = reading(rule, other);
    const days = lackingDays(this.opened.almanac, schedule, this.now);
    return condition ? [...days, ...this.lackingIn(condition, rule)] : days;
  }

  lackingIn(condition, rule) {
    if (this.holds(condition, rule) !== null) return [];
    const parts = condition.all ?? condition.any ?? (condition.not ? [condition.not] : null);
    if (parts) return parts.flatMap((part) => this.lackingIn(part, rule));
    return [condition.right === undefined ? condition.fact : "days_left"];
  }
}

const reading = (rule, other) => (other && rule.other ? rule.other : rule);

function rank(fact, value) {
  if (COUNTED.has(fact)) return Number.isInteger(value) ? value : null;
  const place = CRITAIR.indexOf(value);
  return fact === "critair" && place >= 0 ? place : null;
}
