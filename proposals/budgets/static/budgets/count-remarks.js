/* Remarks: what a file says against its own ballots, what was dropped, repeated or not understood, and what was done about it.
 *
 *   remarksOn(election, found) → [{line, code, figures}, …] in the order of the file; `line` is the first line it is about,
 *                                null where it is about none. `remarkIn` of `count-words.js` says them.
 */

import { markOf, published, RESULTS } from "./count-file.js";
import { clean, hidesLetters, shown, strip } from "./count-letters.js";
import { hasThreeDecimals, isNumber, plain, sure } from "./count-numbers.js";
import { SECTIONS } from "./count-tables.js";
import { grouped } from "./count-words.js";

const FEW = 8; // lines or projects that a sentence names

export function remarksOn(election, found) {
  const all = [
    ...onTables(election), ...onKeys(election), ...onProjects(election), ...onDecimals(election), ...onVoters(election),
    ...onVotes(election), ...election.limitRemarks, ...onLimits(election, found), ...onResults(election, found),
    ...(found.reading ? onRule(election, found) : []), ...onPoints(election, found), ...onOutcome(found), ...onTies(election, found),
  ];
  const order = ({ line }) => line ?? Infinity, remarks = all.map((remark) => ({ line: null, figures: {}, ...remark }));
  return remarks.sort((one, two) => (order(one) === order(two) ? 0 : order(one) - order(two)));
}

// ---------------------------------------------------------------- figures

const unique = (list) => [...new Set(list)];

/* Ascending lines as a figure: "lines 12–14, 20"; "…" stands for those beyond the first few. */
function where(lines) {
  const runs = [];
  for (const line of lines) {
    if (runs.length && runs.at(-1)[1] + 1 === line) runs.at(-1)[1] = line;
    else runs.push([line, line]);
  }
  const texts = runs.slice(0, FEW).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return { code: lines.length === 1 ? "line" : "lines", figures: { lines: [...texts, ...(runs.length > FEW ? ["…"] : [])] } };
}

const ofLines = (lines) => ({ number: lines.length, where: where(lines) });

const few = (list) => (list.length <= FEW ? list : [...list.slice(0, FEW), { code: "and_more", figures: { number: list.length - FEW } }]);

function* ifAny(lines, code, figures = {}) {
  if (lines.length) yield { line: lines[0], code, figures: { ...figures, ...ofLines(lines) } };
}

const linesOf = ({ rows }, papers) => {
  const wanted = new Set(papers);
  return rows.filter(({ paper }) => wanted.has(paper)).map(({ line }) => line);
};

// ---------------------------------------------------------------- the file alone

function* onTables({ tables }) {
  if (tables.sepLine) yield { line: 1, code: "sep_line" };
  for (const title of SECTIONS) {
    const { rows, names } = tables[title], beyond = rows.filter(({ cells }) => cells.slice(names.length).some(strip));
    yield* ifAny(beyond.map(({ line }) => line), "cells_beyond", { title });
    for (const column of unique(names.filter((name, at) => name && names.indexOf(name) < at))) yield { code: "column_twice", figures: { title, column: shown(column) } };
  }
  const { rows, names } = tables.VOTES, place = names.indexOf("vote");
  yield* ifAny(rows.filter(({ cells }) => cells.length <= place).map(({ line }) => line), "vote_missing");
}

function* onKeys({ tables: { META }, header, meta }) {
  const told = new Map();
  for (const row of META.rows) {
    const key = clean(META.cell(row, "key")).toLowerCase();
    told.set(key, [...(told.get(key) ?? []), { value: META.cell(row, "value"), line: row.line }]);
  }
  for (const [key, rows] of told) {
    const other = rows.find(({ value }) => value !== rows[0].value), lines = rows.map(({ line }) => line);
    const figures = () => ({ key: shown(key), where: where(lines), taken: shown(rows[0].value), left: shown(other.value) });
    if (key && other) yield { line: lines[0], code: "key_twice", figures: figures() };
  }
  for (const key of ["num_projects", "num_votes"]) {
    if (header.has(key) && !meta(key)) yield { line: header.get(key).line, code: "blank_number", figures: { key } };
  }
}

function* onProjects({ tables: { PROJECTS } }) {
  for (const row of PROJECTS.rows) {
    const { line } = row, written = PROJECTS.cell(row, "project_id"), mark = PROJECTS.cell(row, "selected"), id = shown(clean(written));
    if (hidesLetters(written)) yield { line, code: "id_invisible", figures: { written: shown(written), id } };
    if (clean(written).includes(",")) yield { line, code: "id_comma", figures: { id } };
    if (markOf(mark) === null) yield { line, code: "selected_unread", figures: { id, text: shown(mark) } };
  }
}

/* Amounts that end in three decimals. Where they could be thousands they were refused; a vote's points are not, as they are
 * often fractions. */
function* onDecimals({ tables: { PROJECTS }, header, meta, rows }) {
  const amounts = ["budget", "min_project_score_threshold"].map((key) => ({ text: meta(key), line: header.get(key)?.line }));
  const costs = PROJECTS.rows.map((row) => ({ text: PROJECTS.cell(row, "cost"), line: row.line }));
  const odd = new Map(unique(rows.map(({ paper }) => paper)).map((paper) => [paper, paper.told?.find(hasThreeDecimals) ?? ""]));
  const points = rows.map(({ paper, line }) => ({ text: odd.get(paper), line }));
  const found = [...amounts, ...costs, ...points].filter(({ text }) => hasThreeDecimals(text)).sort((one, two) => one.line - two.line);
  yield* ifAny(found.map(({ line }) => line), "three_decimals", { text: shown(found[0]?.text ?? "") });
}

function* onVoters({ tables: { VOTES } }) {
  const lines = new Map();
  for (const row of VOTES.rows) {
    const voter = clean(VOTES.cell(row, "voter_id"));
    if (lines.has(voter)) lines.get(voter).push(row.line); else lines.set(voter, [row.line]);
  }
  yield* ifAny(lines.get("") ?? [], "voter_blank");
  const twice = [...lines].filter(([voter, rows]) => voter && rows.length > 1);
  for (const [voter, rows] of twice.slice(0, FEW)) yield* ifAny(rows, "voter_twice", { voter: shown(voter) });
  if (twice.length > FEW) {
    const [, rows] = twice[FEW];
    yield { line: rows[0], code: "voters_twice", figures: { number: twice.length - FEW, where: where(rows) } };
  }
}

function* onVotes(election) {
  const { papers, rows, kind, givesPoints, header, tables: { VOTES } } = election, first = rows.find(({ paper }) => paper.isSpelled)?.paper;
  const spelled = first ? { written: shown(first.vote), read: shown(first.ids.join(", ")) } : {};
  yield* ifAny(linesOf(election, papers.filter(({ isSpelled }) => isSpelled)), "spelled", spelled);
  const twice = papers.filter(({ ids }) => unique(ids).length < ids.length);
  yield* ifAny(linesOf(election, twice), givesPoints ? "points_twice" : kind === "ordinal" ? "ranked_twice" : "named_twice");
  const wantsPoints = ["cumulative", "scoring"].includes(kind), line = header.get("vote_type")?.line;
  if (wantsPoints && !VOTES.has("points")) yield { line, code: "points_missing", figures: { kind } };
  else if (!wantsPoints && VOTES.column("points").some(isNumber)) yield { line, code: "points_unused", figures: { kind } };
}

// ---------------------------------------------------------------- a count of it

function* onLimits(election, { counted }) {
  const code = counted === election.beyond ? "beyond_limit_counted" : "beyond_limit";
  for (const [{ told }, papers] of election.broken) yield* ifAny(linesOf(election, papers), code, { limit: told });
}

/* Written results against the sums of the ballots: of those that keep the limits, or of all. */
function* onResults(election, found) {
  const { tables: { PROJECTS: table }, projects, pointsScale } = election;
  for (const column of ["votes", "score"].filter((name) => table.has(name))) {
    const cells = table.column(column), told = cells.map((text) => published(text)).map((each) => each === null ? null : each * pointsScale);
    for (const [at, text] of cells.entries()) {
      if (text && told[at] === null) yield { line: table.rows[at].line, code: "result_unread", figures: { id: shown(projects[at].id), column, text: shown(text) } };
    }
    const sums = sumsFor(column, election), differs = (each) => told.map((_, at) => at).filter((at) => told[at] !== null && told[at] !== each[at]);
    const apart = differs(sums[0]);
    if (sums.some((each) => !differs(each).length)) continue;
    const named = apart.map((at) => ({ code: "written", figures: { id: shown(projects[at].id), told: shown(cells[at]), found: grouped(sums[0][at], RESULTS * pointsScale) } }));
    yield { line: table.rows[apart[0]].line, code: whatCounts(column, table, found), figures: { column, projects: few(named) } };
  }
}

/* What a column of results may be the sums of, in millionths of the smallest point; the first is what it should be. */
function sumsFor(column, election) {
  const { projects, papers, pointsScale, beyond } = election;
  const sums = [election, beyond].filter(Boolean).flatMap(({ scores, votes }) => {
    const both = [scores.map((score) => score * RESULTS), votes.map((number) => number * RESULTS * pointsScale)];
    return column === "score" ? both : both.reverse();
  });
  const naming = new Map(projects.map(({ id }) => [id, 0n]));
  for (const { ids, number } of papers) for (const id of unique(ids)) naming.set(id, naming.get(id) + number);
  return [...sums, projects.map(({ id }) => naming.get(id) * RESULTS * pointsScale)];
}

/* Only the one column that results are taken from can have counted. */
function whatCounts(column, table, { reading }) {
  if (!reading) return "sums_differ_aside";
  return column === (table.has("score") ? "score" : "votes") && reading.includes("written") ? "sums_differ_taken" : "sums_differ";
}

function* onRule({ meta, header }, { ruleRemarks, agrees }) {
  yield* ruleRemarks;
  const least = sure(meta("min_project_score_threshold") || "0", RESULTS);
  if (least < 0n) yield { line: header.get("min_project_score_threshold").line, code: "threshold_negative", figures: { text: plain(least, RESULTS) } };
  if (agrees === false) yield { code: "selected_differs" };
}

function* onPoints(election, { family, counted }) {
  if (!election.givesPoints) return;
  if (family === "phragmen") yield { code: "points_as_support" };
  const left = new Set(counted === election.beyond ? [] : [...election.broken.values()].flat());
  const below = election.papers.filter((paper) => !left.has(paper) && paper.points.some((one) => one < 0n));
  yield* ifAny(linesOf(election, below), family === "greedy" ? "negative_points_counted" : "negative_points");
}

function* onOutcome({ counted, winners, prefer }) {
  if (counted.nobodyVoted) yield { code: "nobody_voted" };
  const alone = winners.filter((index) => !counted.votes[index]).map((index) => shown(counted.projects[index].id));
  if (alone.length) yield { code: "unsupported_won", figures: { projects: few(alone) } };
  if (prefer && prefer.votes > prefer.shares) yield { code: "comparison", figures: prefer };
}

/* Ties that chance decided, or the order of the list. */
function* onTies({ projects }, { decisions, seed }) {
  const told = new Set();
  for (const [index, { tie }] of decisions.entries()) {
    if (!tie || !["lot", "list"].includes(tie.by)) continue;
    const equal = [index, ...tie.others].sort((one, two) => one - two), key = equal.join();
    if (told.has(key)) continue;
    told.add(key);
    const figures = { projects: few(equal.map((each) => shown(projects[each].id))) };
    if (tie.by === "list") yield { code: "tie_list", figures };
    else if (seed) yield { code: "tie_lot", figures: { ...figures, seed: shown(seed) } };
    else yield { code: "tie_lot_no_seed", figures };
  }
}
