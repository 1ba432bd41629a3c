/* The rule that a file's own header names.
 *
 * The header is read literally first: by the published results, equal ones in the order of the published list. If the file
 * also tells the winners, and that reading does not lead to them, the plain readings that the header leaves open are
 * tried in a fixed order, and the first that does is taken and named.
 */

import { items, whole, wholeOrNull } from "./count-file.js";
import { equalShares, greedy } from "./count-rules.js";

const THIRD = { top: 1n, bottom: 3n }; // of the share that a project's cost is of the budget: the voters who must name it
const RESERVE = { top: 4n, bottom: 5n }; // of a project's cost: what must be left for the reserve to pay the rest
const FINE = 10n ** 6n; // published results may be finer than points: both are counted in millionths of a point's unit

/* → {winners, decisions, support, unit, header, reading, agrees, …}. `reading` are the words of the reading taken, ["literal"] the header alone;
 * `agrees` whether the published winners are the same, null where none are published. An Error if the header's threshold
 * cannot be read. */
export function official(election, ties, progress) {
  const header = election.meta("rule");
  let literal = null;
  for (const { words, places, ...rule } of readings(election, header.toLowerCase(), ties)) {
    const found = rule.utility ? equalShares(election, places, { ...rule, progress }) : greedy(election, places, rule);
    const unit = election.pointsScale * FINE, agrees = agreement(election, found.winners);
    const answer = { ...found, support: rule.support, unit, header, reading: words, agrees };
    if (answer.agrees !== false) return answer;
    literal ??= answer;
  }
  return literal;
}

function agreement({ selected, projects }, winners) {
  if (!selected.size) return null;
  const ids = winners.map((index) => projects[index].id);
  const within = [...selected.values()].filter((mark) => mark === 1).length;
  const all = ids.length === selected.size && ids.every((id) => selected.has(id));
  return all || (ids.length === within && ids.every((id) => selected.get(id) === 1));
}

function* readings(election, header, ties) {
  const byVotes = variantsByVotes(election, header), results = resultsOf(election);
  const orders = [{ places: election.projects.map((_, index) => index), word: "" }, { places: ties, word: "written_ties" }];
  const rules = !header.startsWith("equalshares") ? byVotes
    : [...variantsOfShares(election, header), { ...byVotes[0], words: [...byVotes[0].words, "by_votes"] }];
  let literal = true;
  for (const rule of rules) {
    for (const { support, word: result } of rule.utility ? results.slice(0, 1) : results) {
      for (const { places, word: order } of orders) {
        const words = literal ? ["literal"] : [...rule.words, result, order].filter(Boolean);
        yield { ...rule, support, places, words };
        literal = false;
      }
    }
  }
}

/* What a city may have ranked by: what it published, the sums of its ballots, or how many ballots name a project. */
function resultsOf({ projects, pointsScale, scores, votes }) {
  const found = [], same = (one, two) => one.every((value, index) => value === two[index]);
  const published = projects.map((project) => project.published), sums = scores.map((score) => score * FINE);
  if (!published.includes(null)) found.push({ support: published.map((value) => value * pointsScale), word: "" });
  if (!found.length || !same(sums, found[0].support)) found.push({ support: sums, word: found.length ? "recounted" : "" });
  if (!same(votes, scores)) found.push({ support: votes.map((number) => number * pointsScale * FINE), word: "ballots_naming" });
  return found;
}

// ---------------------------------------------------------------- by votes

function variantsByVotes(election, header) {
  const least = whole(election.meta("min_project_score_threshold") || "0", election.pointsScale);
  const limits = amountsOf(election), exclusive = header === "greedy-exclusive" ? rivalsOf(election) : [];
  const base = { limits, exclusive, threshold: least * FINE };
  const skips = { ...base, skip: true, words: ["skips"] }, stops = { ...base, skip: false, words: ["stops"] };
  const reserve = { ...stops, reserve: RESERVE, words: ["reserve"] };
  const told = election.meta("comment").replaceAll(" ", "");
  let found = [skips, stops, reserve];
  if (header === "greedy-no-skip") found = [stops, skips];
  else if (header === "greedy-custom" && told.includes("80%")) found = [reserve, stops, skips];
  if (least) {
    const open = found.map((each) => ({ ...each, threshold: 0n, words: [`${each.words[0]}_no_threshold`] }));
    found = [...found, ...open, { ...skips, threshold: (least + 1n) * FINE, words: ["skips_above_threshold"] }];
  }
  if (exclusive.length) found = [...found, ...without(found, { exclusive: [] }, "not_exclusive")];
  if (limits.length) found = [...found, ...without(found, { limits: [] }, "no_amounts")];
  return found;
}

const without = (rules, change, word) => rules.map((rule) => ({ ...rule, ...change, words: [...rule.words, word] }));

/* What each category or neighborhood may cost, where the header lists both the groups and as many amounts. */
function amountsOf({ meta, scale }) {
  return [["category", "categories"], ["neighborhood", "neighborhoods"]].flatMap(([kind, list]) => {
    const names = items(meta(list)), amounts = items(meta(`budget_per_${kind}`)).map((text) => wholeOrNull(text, scale));
    if (names.length !== amounts.length || amounts.includes(null)) return [];
    return names.map((name, at) => ({ kind, name, amount: amounts[at] }));
  });
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

// ---------------------------------------------------------------- equal shares

function variantsOfShares({ countsPoints }, header) {
  const comparison = header.endsWith("comparison"), found = [];
  const stops = [...(header.includes("add1") ? [] : [""]), "overspending", "exhaustion"];
  for (const utility of countsPoints ? ["cardinality", "cost"] : ["cost", "cardinality"]) {
    for (const thenByVotes of [false, true]) {
      for (const stop of stops) {
        const words = [`stop_${stop || "none"}`, `utility_${utility}`, ...(thenByVotes ? ["filled_up"] : [])];
        found.push({ utility, stop, thenByVotes, comparison, words });
      }
    }
  }
  if (comparison) return found;
  return [...found, ...without(found.filter((rule) => !rule.thenByVotes), { eligibleShare: THIRD }, "eligible")];
}
