/** Bundles published under a former IR, read as today’s: their bytes never change. See `rules/upgrade/`. */

const IR = 2;
const TESTS = { any: {}, except: { but: ["public_holiday"] }, only: { only: ["public_holiday"] } };

export function upgraded(bundle) {
  const found = bundle.ir === 1 ? fromFirst(bundle) : bundle;
  if (found.ir !== IR) throw new RangeError(`bundle of ir ${found.ir}, expected ${IR}`);
  return found;
}

function fromFirst(bundle) {
  const orders = Object.entries(bundle.orders).map(([name, { status, ...kept }]) => [name, { ...kept, statuses: [{ status }] }]);
  const days = ({ days: weekdays, holidays }) => ({ weekdays, ...TESTS[holidays] });
  const rules = bundle.rules.map((rule) => {
    if (!rule.schedule) return rule;
    return { ...rule, schedule: rule.schedule.map((block) => ({ windows: block.windows, days: days(block) })) };
  });
  return { ...bundle, ir: IR, orders: Object.fromEntries(orders), rules };
}
