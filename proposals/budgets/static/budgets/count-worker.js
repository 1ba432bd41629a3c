/* Counts beside the page, so that the page stays alive and can stop it by ending this worker.
 *
 * Asked {number, file, rule, seed}; the file is read anew only if its number is. Answers {reading} (a share of the file),
 * {adding} (an endowment, as BigInt of 1/scale), and at last {town, found} or {fault: {line, phrase}}.
 */

import { count, parse } from "./count.js";
import { clean, narrow } from "./count-letters.js";
import { decode } from "./count-tables.js";

const PAUSE = 100; // ms between two words of progress
let known = null, election = null, spoke = 0;

addEventListener("message", async ({ data: { number, file, rule, seed } }) => {
  try {
    if (number !== known) election = await read(file);
    known = number;
    const found = count(election, rule, { seed, progress: (adding) => tell({ adding, town: townOf(election, false) }) });
    postMessage({ town: townOf(election), found });
  } catch (error) {
    if (error instanceof DOMException) postMessage({ unreadable: true });
    else if (error.phrase) postMessage({ fault: { line: error.line, phrase: error.phrase } });
    else reportError(error); // which the page hears
  }
});

async function read(file) {
  known = null;
  const text = decode(new Uint8Array(await file.arrayBuffer()));
  return parse(text, (letters) => tell({ reading: letters / text.length }));
}

function tell(word) {
  if (performance.now() - spoke < PAUSE) return;
  spoke = performance.now();
  postMessage(word);
}

/* What the page shows of an election; ballots stay here. */
function townOf({ meta, scale, budget, voters, projects, countsPoints, selected }, whole = true) {
  const currency = clean(narrow(meta("currency"))).toUpperCase();
  if (!whole) return { scale, currency };
  const title = meta("description") || [meta("unit"), meta("instance")].filter(Boolean).join(" ");
  return { title, currency, scale, budget, voters, projects, countsPoints, selected };
}
