/* The rule that a file's own header names.
 *
 * The header is read literally first, by the sums of the ballots that keep the file's limits, equal results by the written
 * tie rule. If the file also tells the winners, and that reading does not lead to them, the plain readings that the header
 * leaves open are tried in a fixed order, and the first that does is taken and named.
 */

import { RESULTS } from "./count-file.js";
import { items, shown, spelledRule } from "./count-letters.js";
import { orNull, readsTwoWays, whole } from "./count-numbers.js";
import { equalShares, greedy, phragmen, undecided } from "./count-rules.js";

const THIRD = { top: 1n, bottom: 3n }; // of the share that a project's cost is of the budget: the voters who must name it
const RESERVE = { top: 4n, bottom: 5n }; // of a project's cost: what must be left for the reserve to pay the rest
const NO_SKIP = ["greedy-no-skip", "greedy-noskip"];
const BY_VOTES = ["greedy", ...NO_SKIP, "greedy-threshold", "greedy-custom", "greedy-exclusive", "greedy-per-cost"];
const SHARES_TAILS = ["", "/add1", "-add1", "-add1-exhaustive", "-comparison", "/add1-comparison"];
const GROUPS = [["category", "categories"], ["neighborhood", "neighborhoods"]];

/* → {winners, decisions, support, unit, header, reading, agrees, byList, counted, ruleRemarks, …}. `reading` are the words of
 * the reading taken, ["literal"] the header alone; `agrees` whether the published winners are the same, null where none are
 * published; `counted` the election with the ballots that counted. */
export function official(election, ties, progress) {
  const header = headerOf(election), unit = election.pointsScale * RESULTS;
  let literal = null;
  for (const { words, counted, byList, ...rule } of readings(election, header)) {
    const places = byList ? election.projects.map((_, index) => index) : ties(counted);
    const found = counted.nobodyVoted ? undecided(counted) : byRule(counted, places, { ...rule, progress });
    const agrees = agreement(election, found.winners);
    const more = { header: election.meta("rule"), ruleRemarks: header.remarks, family: rule.family };
    const answer = { ...found, ...more, support: rule.support, unit, reading: words, agrees, byList, counted };
    if (agrees !== false) return answer;
    literal ??= answer;
  }
  return literal;
}

function byRule(election, places, rule) {
  if (rule.family === "phragmen") return phragmen(election, places);
  return rule.family === "shares" ? equalShares(election, places, rule) : greedy(election, places, rule);
}

function agreement({ selected, projects }, winners) {
  if (!selected.size) return null;
  const ids = winners.map((index) => projects[index].id);
  const within = [...selected.values()].filter((mark) => mark === 1n).length;
  const all = ids.length === selected.size && ids.every((id) => selected.has(id));
  return all || (ids.length === within && ids.every((id) => selected.get(id) === 1n));
}

function* readings(election, { rules, assumed, remarks }) {
  let first = true;
  for (const rule of rules) {
    for (const { support, counted, said } of supportsFor(election, rule)) {
      for (const byList of [false, true]) {
        const words = [...(assumed ? [assumed] : []), ...rule.words, ...said, ...(byList ? ["list_order"] : [])];
        yield { ...rule, support, counted, byList, words: first && !assumed && !remarks.length ? ["literal"] : words };
        first = false;
      }
    }
  }
}

/* What a city may have ranked by: the sums of its ballots, its written results, or how many ballots name a project. Each with
 * the ballots that keep the limits first, then with all. */
function supportsFor(election, { family, thenByVotes, comparison }) {
  const found = [], byVotes = family === "greedy";
  const add = (counted, support, ...said) => {
    if (found.some((each) => (byVotes || each.counted === counted) && same(each.support, support))) return;
    found.push({ support, counted, said });
  };
  for (const [counted, ...beyond] of [[election], [election.beyond, "beyond_limits"]]) {
    if (!counted) continue;
    const { projects, pointsScale, scores, votes } = counted, results = projects.map((project) => project.published);
    add(counted, scores.map((score) => score * RESULTS), ...beyond);
    if ((byVotes || thenByVotes || comparison) && !results.includes(null)) {
      add(counted, results.map((value) => value * pointsScale), "written", ...beyond);
    }
    if (byVotes && !same(votes, scores)) add(counted, votes.map((number) => number * pointsScale * RESULTS), "ballots_naming", ...beyond);
  }
  return found;
}

const same = (one, two) => one.every((value, index) => value === two[index]);

// ---------------------------------------------------------------- what a header may mean

/* {rules, remarks, assumed}: rules with the words of their reading in the order in which they are tried. `remarks` tell what is
 * not understood, `assumed` why a rule was assumed; where there is any of these, the first rule is not what the header says. */
function headerOf(election) {
  const { header, meta } = election, word = spelledRule(meta("rule")), line = header.get("rule")?.line ?? null;
  const { limits, remarks } = amountsOf(election), byVotes = variantsByVotes(election, word, limits);
  const tail = word.startsWith("equalshares") ? word.slice("equalshares".length) : null;
  const rule = shown(meta("rule"));
  if (tail !== null || word === "phragmen") {
    const first = tail === null ? [{ family: "phragmen", words: ["phragmen"] }] : variantsOfShares(election, word);
    if (tail !== null && !SHARES_TAILS.includes(tail)) remarks.push({ line, code: "rule_half_known", figures: { rule } });
    return { rules: [...first, { ...byVotes[0], words: [...byVotes[0].words, "by_votes"] }], remarks };
  }
  const assumed = ["", "unknown"].includes(word) ? "rule_missing" : BY_VOTES.includes(word) ? "" : "rule_unknown";
  if (assumed) return { rules: byVotes, remarks: [...remarks, { line, code: assumed, figures: assumed === "rule_unknown" ? { rule } : {} }], assumed };
  const unclear = unclearOf(word, meta, byVotes[0]);
  return { rules: byVotes, remarks: unclear ? [...remarks, { line, code: unclear, figures: { rule: word } }] : remarks };
}

/* Rules that the header names but does not explain. */
function unclearOf(word, meta, { reserve, exclusive }) {
  if (word === "greedy-custom" && !reserve) return "custom_unclear";
  if (word === "greedy-exclusive" && !exclusive.length) return "exclusive_unnamed";
  return word === "greedy-threshold" && !meta("min_project_score_threshold") ? "threshold_missing" : null;
}

function variantsByVotes(election, word, limits) {
  const told = whole(election.meta("min_project_score_threshold") || "0", RESULTS) * election.pointsScale;
  const least = told > 0n ? told : 0n, exclusive = word === "greedy-exclusive" ? rivalsOf(election) : [];
  const base = { family: "greedy", limits, exclusive, threshold: least, byCost: word === "greedy-per-cost" };
  const skips = { ...base, skip: true, words: [base.byCost ? "per_cost" : "skips"] }, stops = { ...base, skip: false, words: ["stops"] };
  const reserve = { ...stops, reserve: RESERVE, words: ["reserve"] };
  let found = [skips, stops, reserve];
  if (NO_SKIP.includes(word)) found = [stops, skips];
  else if (word === "greedy-custom" && election.meta("comment").replaceAll(" ", "").includes("80%")) found = [reserve, stops, skips];
  if (least) {
    const open = found.map((each) => ({ ...each, threshold: 0n, words: [`${each.words[0]}_no_threshold`] }));
    found = [...found, ...open, { ...skips, threshold: (least / RESULTS + 1n) * RESULTS, words: ["skips_above_threshold"] }];
  }
  if (exclusive.length) found = [...found, ...without(found, { exclusive: [] }, "not_exclusive")];
  if (limits.length) found = [...found, ...without(found, { limits: [] }, "no_amounts")];
  return found;
}

const without = (rules, change, word) => rules.map((rule) => ({ ...rule, ...change, words: [...rule.words, word] }));

/* What each category or neighborhood may cost, where the header lists both the groups and as many amounts that can be read in
 * one way only. */
function amountsOf({ meta, header, scale }) {
  const limits = [], remarks = [];
  for (const [kind, groups] of GROUPS) {
    const told = `budget_per_${kind}`, names = items(meta(groups)), amounts = items(meta(told));
    if (names.length && names.length === amounts.length && amounts.every(isSure)) {
      names.forEach((name, at) => limits.push({ kind, name, amount: whole(amounts[at], scale) }));
    } else if (amounts.length) {
      const figures = { amounts: told, text: shown(meta(told)), groups, number: names.length };
      remarks.push({ line: header.get(told).line, code: "amounts_unread", figures });
    }
  }
  const known = GROUPS.map(([kind]) => `budget_per_${kind}`);
  for (const [key, { value, line }] of header) {
    if (!key.startsWith("budget_per_") || known.includes(key) || !value) continue;
    remarks.push({ line, code: "limit_unknown", figures: { key: shown(key), text: shown(value) } });
  }
  return { limits, remarks };
}

/* Whether an item of a list of amounts is one: "000" is the end of another. */
function isSure(amount) {
  const value = orNull(whole, amount, 10n ** 9n);
  return value !== null && value >= 0n && !/^0[0-9]/.test(amount) && !readsTwoWays(amount);
}

const LETTER = "[\\p{L}\\p{N}_]";
const alone = (words) => new RegExp(`(?<!${LETTER})${words}(?!${LETTER})`, "iu");

/* Projects that a sentence of the comment names between "projects" and "mutually exclusive"; no field holds them. */
function rivalsOf({ meta, projects }) {
  const ids = new Set(projects.map((project) => project.id));
  return meta("comment").split(".").flatMap((sentence) => {
    const named = sentence.split(alone("mutually exclusive")).slice(0, -1).map((part) => {
      const start = alone("projects?").exec(part);
      return start ? part.slice(start.index + start[0].length) : "";
    });
    return named.map((part) => new Set(part.split(/[\s,;()"']+/).filter((word) => ids.has(word))));
  }).filter((rivals) => rivals.size > 1);
}

function variantsOfShares({ countsPoints }, word) {
  const comparison = word.endsWith("comparison"), found = [];
  const stops = [...(word.includes("add1") ? [] : [""]), "overspending", "exhaustion"];
  if (word.endsWith("exhaustive")) stops.reverse();
  for (const utility of countsPoints ? ["cardinality", "cost"] : ["cost", "cardinality"]) {
    for (const thenByVotes of [false, true]) {
      for (const stop of stops) {
        const words = [`stop_${stop || "none"}`, `utility_${utility}`, ...(thenByVotes ? ["filled_up"] : [])];
        found.push({ family: "shares", utility, stop, thenByVotes, comparison, words });
      }
    }
  }
  if (comparison) return found;
  return [...found, ...without(found.filter((rule) => !rule.thenByVotes), { eligibleShare: THIRD }, "eligible")];
}
