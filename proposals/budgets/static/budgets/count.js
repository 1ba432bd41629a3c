/* The count of a participatory budget, a second time: written from the rules, not from the Python of proposals/budgets/counting.
 *
 * ES modules without dependencies, for the visitor's browser and for Node: this one and its neighbours `count-file.js`
 * (what a file says), `count-rules.js` (the rules), `count-official.js` (what a file's header is taken to mean) and
 * `count-words.js` (what is said of it). `count-page.js` shows it to a visitor, `count-worker.js` counts for that page. All
 * money and points are BigInt of their smallest unit, quotients are exact; nothing is rounded. Equal projects: lower cost,
 * then more votes (points, where points are given), then the lot, which is SHA-256 of "seed:project_id", the smaller first.
 *
 *   parse(text)                    → an election; throws an Error with a sentence if the file cannot be read
 *   count(election, rule, options) → {winners: [id, …], spent, budget, decisions, support, unit, endowment?, extra?};
 *                                    money as BigInt of 1/election.scale, what projects were ranked by as BigInt of
 *                                    1/unit; for "official" also {header, reading, agrees}
 *
 * Rules: official, greedy, greedy-noskip, greedy-threshold, greedy-per-cost, equal-shares, equal-shares-add1,
 * equal-shares-add1-exhaustive, phragmen. Options: seed (""); by votes: threshold (votes or points, or a share of the
 * ballots as "2.5%"; the default of greedy-threshold is the header's), top, limits, exclusive, reserve; for equal shares:
 * utility ("cost" or "cardinality"), thenByVotes, comparison, eligibleShare (see `count-rules.js`), and level, an
 * announced endowment in whole currency units: adding one is then not begun anew, but only this endowment and the next are
 * counted; an Error if it does not stop there. `progress` is told the endowment as it grows.
 */

import { whole } from "./count-file.js";
import { official } from "./count-official.js";
import { equalShares, greedy, phragmen, tieOrder } from "./count-rules.js";

export { parse } from "./count-file.js";
export { sha256 } from "./count-rules.js";

export const RULES = [
  "official", "greedy", "greedy-noskip", "greedy-threshold", "greedy-per-cost", "equal-shares", "equal-shares-add1",
  "equal-shares-add1-exhaustive", "phragmen",
];
const STOPS = { "equal-shares": "", "equal-shares-add1": "overspending", "equal-shares-add1-exhaustive": "exhaustion" };

export function count(election, rule, options = {}) {
  if (!RULES.includes(rule)) throw new Error(`The rule ${rule} is not known.`);
  const ties = tieOrder(election, options.seed ?? "");
  if (rule === "official") return result(election, official(election, ties, options.progress));
  if (rule === "phragmen") return result(election, phragmen(election, ties));
  if (rule in STOPS) {
    const utility = options.utility || (election.countsPoints ? "cardinality" : "cost");
    return result(election, equalShares(election, ties, { ...options, utility, stop: STOPS[rule] }));
  }
  const variant = { ...options, skip: rule !== "greedy-noskip", byCost: rule === "greedy-per-cost" };
  return result(election, greedy(election, ties, { ...variant, ...thresholdOf(election, rule, options) }));
}

function thresholdOf(election, rule, { threshold }) {
  const told = String(threshold ?? ((rule === "greedy-threshold" && election.meta("min_project_score_threshold")) || "0"));
  if (!told.endsWith("%")) return { threshold: whole(told, election.pointsScale) };
  const finest = 10n ** 9n;
  return { threshold: 0n, thresholdShare: { top: whole(told.slice(0, -1), finest), bottom: 100n * finest } };
}

function result(election, { winners, extra = [], ...more }) {
  const ids = (indices) => indices.map((index) => election.projects[index].id);
  const spent = winners.reduce((sum, index) => sum + election.projects[index].cost, 0n);
  const sums = { support: election.scores, unit: election.pointsScale };
  return { ...sums, ...more, winners: ids(winners), extra: ids(extra), spent, budget: election.budget };
}
