/** The number of a pass, as it is typed and printed. The same as `cirqliz/core/passes/number.py`. */

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ALIKE = { O: "0", I: "1", L: "1", U: "V" };
const [LEAST, MOST] = [8, 11];
const TAG = 2 ** 15;
const FIELD = 0b100101;

const timesRoot = (value) => (value & 16 ? (value << 1) ^ FIELD : value << 1);
const sum = (signs) => [...signs].reduce((total, sign) => timesRoot(total) ^ SIGNS.indexOf(sign), 0);
const tagOf = (code) => Number.parseInt(code.slice(0, 4), 16) % TAG;

/** The number of a pass, by its place in the lists and its code in hexadecimal. */
export function numberOf({ status, code }) {
  let [value, signs] = [status * TAG + tagOf(code), ""];
  for (; value || signs.length < LEAST - 1; value = Math.floor(value / 32)) signs = SIGNS[value % 32] + signs;
  const whole = signs + SIGNS[sum(signs + SIGNS[0])];
  return `${whole.slice(0, 4)}-${whole.slice(4)}`;
}

/** `{number}`: `{status, tag}`; or `{slip}`: `empty`, `signs`, `length`, `check`. */
export function readNumber(text) {
  const signs = text.toUpperCase().replace(/[ \-\u00a0\u202f.\u2010-\u2014\u2212]/g, "").replace(/[OILU]/g, (sign) => ALIKE[sign]);
  if (!signs) return { slip: "empty" };
  if ([...signs].some((sign) => !SIGNS.includes(sign))) return { slip: "signs" };
  if (signs.length < LEAST || signs.length > MOST) return { slip: "length" };
  if (sum(signs)) return { slip: "check" };
  const value = [...signs.slice(0, -1)].reduce((found, sign) => found * 32 + SIGNS.indexOf(sign), 0);
  return { number: { status: Math.floor(value / TAG), tag: value % TAG } };
}

/** Whether a number is of this pass. */
export const names = ({ status, tag }, pass) => status === pass.status && tag === tagOf(pass.code);
