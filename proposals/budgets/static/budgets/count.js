/* The count of a participatory budget, a second time: written from the rules, not from the Python of proposals/budgets/counting.
 *
 * ES modules without dependencies, for the visitor's browser and for Node: this one and its neighbours `count-tables.js` (a
 * file as tables), `count-file.js` (the election it tells), `count-limits.js` (which ballots count), `count-rules.js` (the
 * rules), `count-ties.js` (the lot), `count-official.js` (what a file's header is taken to mean), `count-remarks.js` (what the
 * file says against itself) and `count-words.js` (what is said of it), `count-letters.js` and `count-numbers.js` (how text is
 * read). `count-page.js` shows it to a visitor, `count-worker.js` counts for that page. All money and points are BigInt of
 * their smallest unit, quotients are exact; nothing is rounded.
 *
 *   parse(text)                    → an election; throws an Error with a sentence if the file cannot be read
 *   count(election, rule, options) → {winners: [id, …], spent, budget, decisions, support, unit, seed, remarks, endowment?,
 *                                    extra?}; money as BigInt of 1/election.scale, what projects were ranked by as BigInt
 *                                    of 1/unit; for "official" also {header, reading, agrees}
 *
 * Rules: official, greedy, greedy-noskip, greedy-threshold, greedy-per-cost, equal-shares, equal-shares-add1,
 * equal-shares-add1-exhaustive, phragmen. Options: seed (""); by votes: threshold (votes or points, or a share of the
 * ballots as "2.5%"; the default of greedy-threshold is the header's), top, limits, exclusive, reserve; for equal shares:
 * utility ("cost" or "cardinality"), thenByVotes, comparison, eligibleShare (see `count-rules.js`), and level, an
 * announced endowment in whole currency units: adding one is then not begun anew, but only this endowment and the next are
 * counted; an Error if it does not stop there. `progress` is told the endowment as it grows. An Error with a sentence if the
 * rule is not known, or does not take an option.
 */

import { RESULTS } from "./count-file.js";
import { clean, narrow, shown } from "./count-letters.js";
import { sure, whole } from "./count-numbers.js";
import { official } from "./count-official.js";
import { remarksOn } from "./count-remarks.js";
import { equalShares, greedy, phragmen, undecided } from "./count-rules.js";
import { decidedBy, tieOrder } from "./count-ties.js";
import { complaint } from "./count-words.js";

export { parse } from "./count-file.js";
export { sha256 } from "./count-ties.js";

const STOPS = { "equal-shares": "", "equal-shares-add1": "overspending", "equal-shares-add1-exhaustive": "exhaustion" };
const BY_VOTES = ["greedy", "greedy-noskip", "greedy-threshold", "greedy-per-cost"];
export const RULES = ["official", ...BY_VOTES, ...Object.keys(STOPS), "phragmen"];
const TAKERS = { threshold: BY_VOTES, utility: Object.keys(STOPS), thenByVotes: Object.keys(STOPS) };

export function count(election, rule, options = {}) {
  checkAsked(rule, options);
  const seed = options.seed ?? "", found = { byList: false, counted: election, ...counted(election, rule, options, seed) };
  found.decisions.forEach(({ tie }, index) => {
    if (tie) tie.by = found.byList ? "list" : decidedBy(found.counted, index, tie.against);
  });
  return result(election, { ...found, seed });
}

function checkAsked(rule, options) {
  if (!RULES.includes(rule)) throw complaint(["the rule “{rule}” is not known: choose one of {known}.", { rule: shown(rule), known: RULES.join(", ") }]);
  for (const [option, rules] of Object.entries(TAKERS)) {
    if (options[option] === undefined || rules.includes(rule)) continue;
    throw complaint(["the rule {rule} does not take the option {option}: leave it out, or choose {rules}.", { rule, option, rules: rules.join(", ") }]);
  }
}

function counted(election, rule, options, seed) {
  if (rule === "official") return official(election, (town) => tieOrder(town, seed), options.progress);
  const family = rule === "phragmen" ? rule : rule in STOPS ? "shares" : "greedy";
  const threshold = family === "greedy" ? thresholdOf(election, rule, options) : {};
  if (election.nobodyVoted) return { ...undecided(election), family };
  const ties = tieOrder(election, seed);
  if (family === "phragmen") return { ...phragmen(election, ties), family };
  if (family === "shares") {
    const utility = options.utility || (election.countsPoints ? "cardinality" : "cost");
    return { ...equalShares(election, ties, { ...options, utility, stop: STOPS[rule] }), family };
  }
  const variant = { ...options, skip: rule !== "greedy-noskip", byCost: rule === "greedy-per-cost" };
  return { ...greedy(election, ties, { ...variant, ...threshold }), family };
}

/* Votes or points in the election's unit, rounded up to what can be given, or a share of the ballots. */
function thresholdOf(election, rule, { threshold }) {
  const least = (value) => (value * election.pointsScale + RESULTS - 1n) / RESULTS;
  if (threshold === undefined) {
    const told = rule === "greedy-threshold" ? whole(election.meta("min_project_score_threshold") || "0", RESULTS) : 0n;
    return { threshold: told > 0n ? least(told) : 0n };
  }
  const text = clean(narrow(String(threshold))), isShare = text.endsWith("%"), what = ["the option {option}", { option: "threshold" }];
  const value = told(isShare ? text.slice(0, -1) : text, what);
  if (value < 0n) throw complaint(["{what} is negative ({text}): write a number from 0 up.", { what, text: shown(text) }]);
  if (isShare && value > 100n * RESULTS) throw complaint(["the threshold “{text}” is more than all ballots: write at most 100%.", { text: shown(text) }]);
  return isShare ? { threshold: 0n, thresholdShare: { top: value, bottom: 100n * RESULTS } } : { threshold: least(value) };
}

function told(text, what) {
  try {
    return sure(text, RESULTS);
  } catch (error) {
    throw error.phrase ? complaint(["{what}: {fault}", { what, fault: error.phrase }]) : error;
  }
}

function result(election, found) {
  const { winners, extra = [], counted: town, byList, ruleRemarks, prefer, family, ...more } = found;
  const ids = (indices) => indices.map((index) => election.projects[index].id);
  const spent = winners.reduce((sum, index) => sum + election.projects[index].cost, 0n);
  const sums = { support: town.scores, unit: election.pointsScale, remarks: remarksOn(election, found) };
  return { ...sums, ...more, winners: ids(winners), extra: ids(extra), spent, budget: election.budget };
}
