/* Decimal numbers as people write them, kept as BigInt of their smallest unit.
 *
 * One reader for every number of a file and of an option. A point or a comma stands before decimals. What can be read two
 * ways ("500,000": half a million, or five hundred) is refused where it matters, and so is what is no number.
 */

import { clean, narrow, shown } from "./count-letters.js";
import { complaint } from "./count-words.js";

const NUMBER = /^([+-]?)([0-9]*)(?:[.,]([0-9]*))?$/;
const GROUPED = /^([+-]?)([0-9]{1,3}(?:[.,'’ \u00a0\u202f][0-9]{3})+)(?:[.,]([0-9]{1,2}))?$/;
const GROUPS = /^[0-9]{1,3}([.,'’ \u00a0\u202f][0-9]{3})+$/;
const LONGEST = 30; // digits before or behind the point; no money and no vote needs more

const digits = (text) => text.replace(/[^0-9]/g, "");

/* {sign, head, tail} of a decimal; null if it is none. */
function decimal(text) {
  const [, sign, head, tail = ""] = NUMBER.exec(clean(narrow(text))) ?? [];
  return (head || tail) && Math.max(head.length, tail.length) <= LONGEST ? { sign, head, tail } : null;
}

export const isNumber = (text) => decimal(text) !== null;

/* Whether exactly three digits stand behind the point or comma: 1.234 may be meant as 1234. */
export const hasThreeDecimals = (text) => decimal(text)?.tail.length === 3;

/* Whether the point or comma may as well separate thousands. */
export function readsTwoWays(text) {
  const { head = "" } = decimal(text) ?? {};
  return hasThreeDecimals(text) && head.length >= 1 && head.length <= 3 && head[0] !== "0";
}

const places = (text) => (decimal(text)?.tail ?? "").replace(/0+$/, "").length;

export const scaleFor = (texts) => 10n ** BigInt(texts.reduce((most, text) => Math.max(most, places(text)), 0));

/* `text` × `scale` as BigInt. An Error with a sentence if it is no number or does not come out whole. */
export function whole(text, scale = 1n) {
  const number = decimal(text);
  if (!number) throw noNumber(text);
  const tail = number.tail.replace(/0+$/, ""), unit = 10n ** BigInt(tail.length);
  const shifted = BigInt((number.head || "0") + tail) * scale;
  if (shifted % unit) throw complaint(["“{text}” has too many decimals: write at most {decimals}.", { text: shown(text), decimals: String(scale).length - 1 }]);
  return number.sign === "-" ? -shifted / unit : shifted / unit;
}

function noNumber(text) {
  const written = clean(narrow(text)), [, sign, groups, tail] = GROUPED.exec(written) ?? [];
  if (digits(written).length > LONGEST) return complaint(["“{text}” is too long a number: write at most {digits} digits.", { text: shown(text), digits: LONGEST }]);
  if (groups) {
    const plainly = sign + digits(groups) + (tail ? `.${tail}` : "");
    return complaint(["“{text}” has separators of thousands: write {plainly}.", { text: shown(text), plainly }]);
  }
  return complaint(["“{text}” is not a number: write digits only, and a point before decimals, as in 500000 or 1234.50.", { text: shown(text) }]);
}

/* `whole`, where thousands and decimals must not be mistaken for each other. */
export function sure(text, scale = 1n) {
  const value = whole(text, scale);
  if (!readsTwoWays(text)) return value;
  const { sign, head, tail } = decimal(text);
  const figures = { text: shown(text), thousands: sign + head + tail, decimals: `${sign}${head}.${tail}0` };
  throw complaint(["“{text}” can be read two ways: write {thousands} if thousands are meant, {decimals} if decimals are.", figures]);
}

/* What `read` makes of a text, or null where it refuses it. */
export function orNull(read, text, scale) {
  try {
    return read(text, scale);
  } catch (error) {
    if (error.phrase) return null;
    throw error;
  }
}

/* Whether a text means this number: 4, 4.0, and for 4762 also 4,762. */
export function tells(text, number) {
  const written = clean(narrow(text));
  return (GROUPS.test(written) && digits(written) === String(number)) || orNull(whole, text) === BigInt(number);
}

/* The opposite of `whole`: 143756251n at scale 100n is "1437562.51". */
export function plain(value, scale = 1n) {
  const size = value < 0n ? -value : value, tail = (size % scale + scale).toString().slice(1).replace(/0+$/, "");
  return (value < 0n ? "-" : "") + size / scale + (tail && `.${tail}`);
}
