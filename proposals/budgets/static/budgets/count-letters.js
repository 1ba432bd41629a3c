/* Text as people meant it: without letters that cannot be seen, and in one width. What is folded here is folded so by the
 * Python as well. */

/* What Unicode calls white space, and the separators 1C to 1F. `trim` would also take a byte-order mark. */
const BLANK = new Set("\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000");
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const WIDE = /[\uff01-\uff5e\u3000]/g;
const LONGEST = 40; // letters of a cell that are quoted in a sentence

export const SEPARATORS = /[,，、]/;

export function strip(text) {
  let from = 0, to = text.length;
  while (from < to && BLANK.has(text[from])) from++;
  while (to > from && BLANK.has(text[to - 1])) to--;
  return text.slice(from, to);
}

/* Without invisible letters and without blanks around. */
export const clean = (text) => strip(text.replace(INVISIBLE, ""));

export const hidesLetters = (text) => text.search(INVISIBLE) >= 0;

/* Full-width letters, digits and signs as their ASCII twins. */
export const narrow = (text) => text.replace(WIDE, (letter) => (letter === "\u3000" ? " " : String.fromCharCode(letter.charCodeAt(0) - 0xfee0)));

/* For comparing what people write differently and mean alike. */
export const folded = (text) => clean(text.normalize("NFKC")).toLowerCase();

/* The word for a rule in the spelling that is known here ("Equal Shares" is "equalshares"). */
export const spelledRule = (word) => folded(word).replace(/[ _]+/g, "-").replaceAll("é", "e").replaceAll("equal-shares", "equalshares");

/* The beginning of a cell as a sentence quotes it; what cannot be seen is named ("A‹U+200B›"). */
export function shown(text) {
  const begun = [...strip(text)].slice(0, LONGEST).join("");
  return begun.replace(INVISIBLE, (letter) => `‹U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}›`);
}

/* The items of a comma-separated cell; "" has none. */
export const items = (text) => text.split(",").map(strip).filter(Boolean);
