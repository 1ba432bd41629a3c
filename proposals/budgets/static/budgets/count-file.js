/* The election that a Pabulib file tells, read and checked.
 *
 *   parse(text, progress) → {projects, ballots, budget, scale, kind, points…}; throws an Error with one sentence that tells
 *                           the line and what to do (see `complaint`). `progress` is told how many letters have been read.
 *
 * Money is BigInt of 1/`scale` of the currency, points are BigInt of 1/`pointsScale`. Every kind of ballot becomes points
 * per project: 1 each where projects are approved, what was given where points are given, and for a ranking of k projects
 * k for the first, 1 for the last. Equal ballots are kept once, with their number. Ballots that break the file's own limits
 * do not count; `beyond` is the election with them, null if there are none. `papers` and `tables` are for remarks.
 */

import { SEPARATORS, clean, folded, items, narrow, shown } from "./count-letters.js";
import { brokenBy, limitsOf } from "./count-limits.js";
import { orNull, scaleFor, sure, tells, whole } from "./count-numbers.js";
import { fault, readTables } from "./count-tables.js";

const GROUPINGS = ["district", "neighborhood", "subdistrict", "category"];
const KINDS = ["approval", "choose-1", "knapsack", "cumulative", "scoring", "ordinal"];
const POINT_KINDS = ["cumulative", "scoring", "ordinal"];
const WITH_POINTS = ["cumulative", "scoring"];
const FINEST = 10n ** 9n; // no amount and no point may be finer
export const RESULTS = 10n ** 6n; // published results are kept in millionths; the threshold may not be finer
const WITHDRAWN = 999999999n; // a cost the format reserves: on the ballot, but no longer possible

export function parse(text, progress) {
  const { META, PROJECTS, VOTES, sepLine } = readTables(text, progress);
  const header = new Map(META.rows.map((row) => [clean(META.cell(row, "key")).toLowerCase(), { value: META.cell(row, "value"), line: row.line }]).reverse());
  const meta = (key) => header.get(key)?.value ?? "";
  const kind = folded(meta("vote_type")) || "approval";
  checkHeader(header, meta, kind, PROJECTS, VOTES);
  checkProjects(PROJECTS);
  const amounts = [...items(meta("budget_per_category")), ...items(meta("budget_per_neighborhood"))];
  const scale = scaleFor([meta("budget"), ...PROJECTS.column("cost"), ...amounts]);
  const projects = projectsOf(PROJECTS, scale), givesPoints = WITH_POINTS.includes(kind) && VOTES.has("points");
  const election = {
    projects, budget: whole(meta("budget"), scale), scale, kind, meta, header, givesPoints,
    countsPoints: POINT_KINDS.includes(kind), selected: selectedOf(PROJECTS), tables: { META, PROJECTS, VOTES, sepLine },
  };
  return withBallots(election, papersOf(VOTES, election));
}

/* The election with the ballots that keep the limits, and as `beyond` the one with all of them. */
function withBallots(election, { papers, rows }) {
  const missing = election.kind === "scoring" ? election.meta("default_score") || "0" : "0";
  const pointsScale = scaleFor([missing, ...new Set(papers.flatMap(({ told }) => told ?? []))]);
  for (const paper of papers) paper.points = paper.told?.map((each) => whole(each, pointsScale)) ?? null;
  const { limits, remarks } = limitsOf(election), all = { ...election, pointsScale, papers, rows };
  const broken = brokenBy(papers, limits, all), left = new Set([...broken.values()].flat());
  const made = (some) => withSums({ ...all, broken, limitRemarks: remarks, ballots: ballotsOf(some, all, whole(missing, pointsScale)) });
  return { ...made(papers.filter((paper) => !left.has(paper))), beyond: broken.size ? made(papers) : null };
}

// ---------------------------------------------------------------- what a count relies on

function checkNumber(text, what, line, { read = whole, scale = FINEST } = {}) {
  try {
    return read(text, scale);
  } catch (error) {
    if (!error.phrase) throw error;
    return fault(line, "{what}: {fault}", { what, fault: error.phrase });
  }
}

function checkAmount(text, what, line) {
  if (checkNumber(text, what, line, { read: sure }) < 0n) fault(line, "{what} is negative ({text}): write a number from 0 up.", { what, text: shown(text) });
}

function checkHeader(header, meta, kind, projects, votes) {
  const line = (key) => header.get(key)?.line, least = meta("min_project_score_threshold");
  if (!KINDS.includes(kind)) fault(line("vote_type"), "the vote_type “{kind}” is not known: write one of {known}.", { kind: shown(kind), known: KINDS.join(", ") });
  if (!header.has("budget")) fault(projects.line, "META does not say the budget: add a line budget;AMOUNT.");
  checkAmount(meta("budget"), ["the budget"], line("budget"));
  if (kind === "scoring" && meta("default_score")) checkNumber(meta("default_score"), ["the default_score"], line("default_score"), { read: sure });
  if (least) checkNumber(least, ["the threshold (min_project_score_threshold)"], line("min_project_score_threshold"), { read: sure, scale: RESULTS });
  for (const [key, { rows }] of [["num_projects", projects], ["num_votes", votes]]) {
    const told = meta(key), figures = { key, told: shown(told), found: rows.length };
    if (told && !tells(told, rows.length)) {
      fault(line(key), "{key} is {told}, but there are {found} in the file: look for rows that are missing or too many, or correct {key}.", figures);
    }
  }
}

function checkProjects(table) {
  const first = new Map();
  for (const row of table.rows) {
    const id = clean(table.cell(row, "project_id"));
    if (!id) fault(row.line, "a project has no project_id: give it one.");
    if (first.has(id)) {
      fault(row.line, "the project “{id}” is listed twice (first in line {first}): remove one, or give it another project_id.", { id: shown(id), first: first.get(id) });
    }
    first.set(id, row.line);
    checkAmount(table.cell(row, "cost"), ["the cost of project “{id}”", { id: shown(id) }], row.line);
  }
}

/* The ids that a vote means. An item that is not listed may be written in other letters, if only one project is written so,
 * or be several with full-width commas between them; and all of it may be one id with a comma in it. */
function spelled(vote, known, twins, line) {
  if (known.has(clean(vote))) return [clean(vote)];
  return items(vote).flatMap((item) => {
    const parts = known.has(item) ? [item] : item.split(SEPARATORS).map(clean).filter(Boolean);
    return parts.map((part) => {
      const alike = known.has(part) ? [part] : twins.get(folded(part)) ?? [];
      if (alike.length === 1) return alike[0];
      return fault(line, "the vote names a project that is not listed (“{id}”): correct the vote, or list the project under PROJECTS; commas stand between projects.", { id: shown(part) });
    });
  });
}

function checkPoints(points, ids, line) {
  if (points.length !== ids.length) {
    fault(line, "the vote names {ids} projects but gives {points} points: give each project one number, with commas between them and a point before decimals.", { ids: ids.length, points: points.length });
  }
  for (const one of points) checkNumber(one, ["the points of a vote"], line);
}

// ---------------------------------------------------------------- the election

/* A published result in millionths; null where there is none that is sure. */
export function published(text) {
  const value = orNull(sure, text, RESULTS);
  return value !== null && value >= 0n ? value : null;
}

function projectsOf(table, scale) {
  const groupings = GROUPINGS.filter((name) => table.has(name)), results = table.has("score") ? "score" : "votes";
  return table.rows.map((row) => {
    const cost = whole(table.cell(row, "cost"), scale);
    return {
      id: clean(table.cell(row, "project_id")), name: table.cell(row, "name"), cost, withdrawn: cost === WITHDRAWN * scale,
      places: new Map(groupings.map((name) => [name, [...new Set(items(table.cell(row, name)))]])),
      published: published(table.cell(row, results)),
    };
  });
}

/* What a cell of `selected` says; null if it is no mark. */
export function markOf(text) {
  const mark = orNull(whole, text || "0");
  return mark !== null && mark >= 0n ? mark : null;
}

/* The awards a city published, by project: 1n, or more for one beyond the rule. */
function selectedOf(table) {
  return new Map(table.rows.map((row) => [clean(table.cell(row, "project_id")), markOf(table.cell(row, "selected"))]).filter(([, mark]) => mark));
}

/* Each different ballot once: {ids, told (points as text), number, isSpelled, vote}; and the paper of each row. */
function papersOf(table, { projects, givesPoints }) {
  const known = new Set(projects.map(({ id }) => id)), twins = new Map(), papers = new Map(), rows = [];
  for (const id of known) twins.set(folded(id), [...(twins.get(folded(id)) ?? []), id]);
  for (const row of table.rows) {
    const vote = table.cell(row, "vote"), given = givesPoints ? table.cell(row, "points") : "", key = `${vote}\0${given}`;
    let paper = papers.get(key);
    if (!paper) {
      const named = items(vote), isSpelled = !named.every((id) => known.has(id)), told = givesPoints ? items(narrow(given)) : null;
      const ids = isSpelled ? spelled(vote, known, twins, row.line) : named;
      if (told) checkPoints(told, ids, row.line);
      paper = { ids, told, number: 0n, isSpelled, vote };
      papers.set(key, paper);
    }
    paper.number += 1n;
    rows.push({ paper, line: row.line });
  }
  return { papers: [...papers.values()], rows };
}

/* Points of {papers}; `missing` goes to what a ballot does not name, if anybody named anything. */
function ballotsOf(papers, { projects, kind, pointsScale }, missing) {
  const at = new Map(projects.map((project, index) => [project.id, index]));
  const unnamed = missing && papers.some(({ ids }) => ids.length) ? projects.map((_, index) => [index, missing]) : [];
  return papers.map(({ ids, points, number }) => {
    const ballot = new Map(unnamed), named = new Set(ids);
    let rank = BigInt(kind === "ordinal" ? named.size : 1);
    if (points) ids.forEach((id, place) => ballot.set(at.get(id), points[place]));
    else for (const id of named) ballot.set(at.get(id), pointsScale * (kind === "ordinal" ? rank-- : rank));
    return { points: [...ballot], number };
  });
}

/* `votes`: ballots that name a project. `scores`: the points it was given. */
function withSums(election) {
  const votes = election.projects.map(() => 0n), scores = election.projects.map(() => 0n);
  let voters = 0n;
  for (const { points, number } of election.ballots) {
    voters += number;
    for (const [index, one] of points) { votes[index] += number; scores[index] += one * number; }
  }
  return { ...election, votes, scores, voters, nobodyVoted: !votes.some(Boolean) };
}
