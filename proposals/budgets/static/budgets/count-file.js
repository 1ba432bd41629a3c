/* The Pabulib file of an election, read and checked: META, PROJECTS and VOTES, each a table with a heading.
 *
 *   parse(text, progress) → {projects, ballots, budget, scale, kind, points…}; throws an Error with one sentence that tells
 *                           the line (see `complaint`). `progress` is told now and then how many letters have been read.
 *   decode(bytes)         → the text of a file; throws likewise if it is no UTF-8
 *
 * Money is BigInt of 1/`scale` of the currency, points are BigInt of 1/`pointsScale`. Every kind of ballot becomes points
 * per project: 1 each where projects are approved, what was given where points are given, and for a ranking of k projects
 * k for the first, 1 for the last. Equal ballots are kept once, with their number.
 */

import { complaint } from "./count-words.js";

const HEADINGS = { META: ["key", "value"], PROJECTS: ["project_id", "cost"], VOTES: ["voter_id", "vote"] };
const SECTIONS = Object.keys(HEADINGS);
const GROUPINGS = ["district", "neighborhood", "subdistrict", "category"];
const KINDS = ["approval", "choose-1", "knapsack", "cumulative", "scoring", "ordinal"];
const POINT_KINDS = ["cumulative", "scoring", "ordinal"];
const FINEST = 10n ** 9n; // no amount and no point may be finer
const PUBLISHED = 10n ** 6n; // published results are kept in millionths
const LONGEST_CELL = 131072; // letters; a longer one is an open quotation mark
const OFTEN = 10000; // rows between two words of progress
const WITHDRAWN = 999999999n; // a cost the format reserves: on the ballot, but no longer possible

export function parse(text, progress) {
  const { META, PROJECTS, VOTES } = readTables(text, progress);
  const header = new Map(META.rows.map((row) => [META.cell(row, "key"), { value: META.cell(row, "value"), line: row.line }]).reverse());
  const meta = (key) => header.get(key)?.value ?? "";
  const kind = meta("vote_type").toLowerCase() || "approval";
  checkHeader(header, kind, PROJECTS, VOTES);
  checkProjects(PROJECTS);
  const scale = scaleFor([
    meta("budget"), ...PROJECTS.column("cost"), ...items(meta("budget_per_category")), ...items(meta("budget_per_neighborhood")),
  ]);
  const projects = projectsOf(PROJECTS, scale);
  const election = { projects, budget: whole(meta("budget"), scale), scale, kind, meta, countsPoints: POINT_KINDS.includes(kind) };
  return withSums({ ...election, ...ballotsOf(VOTES, projects, kind, meta), selected: selectedOf(PROJECTS) });
}

export function decode(bytes) {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return strict.decode(bytes);
  } catch (error) {
    for (let line = 1, from = 0, end; from < bytes.length; line++, from = end) {
      end = bytes.indexOf(10, from) + 1 || bytes.length;
      try { strict.decode(bytes.subarray(from, end)); } catch { fault(line, "the text is not UTF-8."); }
    }
    throw error; // it is text, but longer than this browser can hold
  }
}

function fault(line, ...phrase) {
  throw complaint(phrase, line);
}

// ---------------------------------------------------------------- tables

class Table {
  constructor(title, line) {
    Object.assign(this, { title, line, columns: null, rows: [] });
  }

  has(column) {
    return this.columns.includes(column);
  }

  cell(row, column) {
    return strip(row.cells[this.columns.indexOf(column)] ?? "");
  }

  column(name) {
    return this.rows.map((row) => this.cell(row, name));
  }
}

function readTables(text, progress) {
  const tables = {};
  let table = null, number = 0;
  for (const { cells, line, end } of rows(text.replace(/^\ufeff/, ""))) {
    if (progress && ++number % OFTEN === 0) progress(end);
    const title = cells.slice(1).every((cell) => !strip(cell)) ? strip(cells[0]).toUpperCase() : "";
    if (SECTIONS.includes(title) && !tables[title] && (!table || table.columns)) {
      const expected = SECTIONS[Object.keys(tables).length];
      if (title !== expected) fault(line, "the section {expected} is missing before {title}.", { expected, title });
      table = tables[title] = new Table(title, line);
    } else if (!table) {
      fault(line, "the file must begin with the section META.");
    } else if (!table.columns) {
      table.columns = cells.map(strip);
      const lacking = HEADINGS[table.title].find((column) => !table.has(column));
      if (lacking) fault(line, "{title} has no column “{column}”.", { title: table.title, column: lacking });
    } else {
      table.rows.push({ cells, line });
    }
  }
  const absent = SECTIONS.find((title) => !tables[title]?.columns);
  if (absent) fault(text.replace(/\n$/, "").split("\n").length, "the section {title} is missing.", { title: absent });
  return tables;
}

/* Rows that are not blank, each with the number of its first line. */
function* rows(text) {
  let cells = [], cell = "", quoted = false, line = 1, start = 1;
  for (let at = 0; at <= text.length; at++) {
    const letter = at < text.length ? text[at] : "\n";
    if (letter === "\0") fault(line, "there is a NUL character in the text.");
    if (letter === "\n") line++;
    if (cell.length > LONGEST_CELL || (quoted && at === text.length)) {
      fault(start, "a field does not end (a quotation mark is not closed?).");
    }
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') { cell += '"'; at++; }
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === ";") { cells.push(cell); cell = ""; }
    else if (letter === "\n") {
      cells.push(cell);
      if (cells.length > 1 || strip(cell)) yield { cells, line: start, end: at };
      cells = []; cell = ""; start = line;
    } else if (letter === "\r") {
      if (!"\r\n".includes(text[at + 1] ?? "\n")) fault(start, "a line ends where the table does not end it.");
    } else cell += letter;
  }
}

/* What Unicode calls white space, and the separators 1C to 1F. `trim` would also take a byte-order mark. */
const BLANK = new Set("\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000");

function strip(text) {
  let from = 0, to = text.length;
  while (from < to && BLANK.has(text[from])) from++;
  while (to > from && BLANK.has(text[to - 1])) to--;
  return text.slice(from, to);
}

export const items = (text) => text.split(",").map(strip).filter(Boolean);

// ---------------------------------------------------------------- decimals

/* {negative, head, tail} of a decimal with a point or a comma; null if it is none. */
function decimal(text) {
  const [, sign, head, tail] = /^([+-]?)([0-9]*)(?:[.,]([0-9]*))?$/.exec(strip(text)) ?? [];
  return head || tail ? { negative: sign === "-", head: head || "0", tail: (tail ?? "").replace(/0+$/, "") } : null;
}

const scaleFor = (texts) => 10n ** BigInt(texts.reduce((most, text) => Math.max(most, decimal(text)?.tail.length ?? 0), 0));

/* `text` × `scale` as BigInt; null if it is no number or does not come out whole. */
export function wholeOrNull(text, scale) {
  const number = decimal(text);
  if (!number) return null;
  const shifted = BigInt(number.head + number.tail) * scale, unit = 10n ** BigInt(number.tail.length);
  if (shifted % unit) return null;
  return number.negative ? -shifted / unit : shifted / unit;
}

export function whole(text, scale) {
  const value = wholeOrNull(text, scale);
  if (value === null) throw complaint(decimal(text) ? ["“{text}” is finer than 1/{scale}.", { text, scale }] : ["“{text}” is not a number.", { text }]);
  return value;
}

function checkNumber(text, what, line) {
  try {
    return whole(text, FINEST);
  } catch (error) {
    return fault(line, "{what}: {fault}", { what, fault: error.phrase });
  }
}

function checkAmount(text, what, line) {
  if (checkNumber(text, what, line) < 0n) fault(line, "{what} is negative ({text}).", { what, text });
}

// ---------------------------------------------------------------- what a count relies on

function checkHeader(header, kind, projects, votes) {
  if (!KINDS.includes(kind)) fault(header.get("vote_type").line, "the vote_type “{kind}” is not known.", { kind });
  const budget = header.get("budget"), missing = header.get("default_score");
  if (!budget) fault(projects.line, "META does not say the budget.");
  checkAmount(budget.value, ["the budget"], budget.line);
  if (kind === "scoring" && missing?.value) checkNumber(missing.value, ["the default_score"], missing.line);
  for (const [key, { rows }] of [["num_projects", projects], ["num_votes", votes]]) {
    const told = header.get(key);
    const figures = { key, told: told?.value, found: rows.length };
    if (told && told.value !== String(rows.length)) fault(told.line, "{key} is {told}, but there are {found} in the file.", figures);
  }
}

function checkProjects(table) {
  const known = new Set();
  for (const row of table.rows) {
    const id = table.cell(row, "project_id");
    if (!id) fault(row.line, "a project has no project_id.");
    if (known.has(id)) fault(row.line, "the project “{id}” is listed twice.", { id });
    known.add(id);
    checkAmount(table.cell(row, "cost"), ["the cost of project “{id}”", { id }], row.line);
  }
}

function checkVote(ids, points, at, line) {
  const stranger = ids.find((id) => !at.has(id));
  if (stranger !== undefined) fault(line, "the vote names a project that is not listed (“{id}”).", { id: stranger });
  const figures = { ids: ids.length, points: points?.length };
  if (points && points.length !== ids.length) fault(line, "the vote names {ids} projects but gives {points} points.", figures);
  points?.forEach((one) => checkNumber(one, ["the points of a vote"], line));
}

// ---------------------------------------------------------------- the election

function projectsOf(table, scale) {
  const groupings = GROUPINGS.filter((name) => table.has(name)), results = table.has("score") ? "score" : "votes";
  return table.rows.map((row) => {
    const cost = whole(table.cell(row, "cost"), scale);
    return {
      id: table.cell(row, "project_id"), name: table.cell(row, "name"), cost, withdrawn: cost === WITHDRAWN * scale,
      places: new Map(groupings.map((name) => [name, [...new Set(items(table.cell(row, name)))]])),
      published: wholeOrNull(table.cell(row, results), PUBLISHED),
    };
  });
}

/* The awards a city published, by project: 1, or more for one beyond the rule. */
function selectedOf(table) {
  const marks = table.rows.map((row) => [table.cell(row, "project_id"), table.cell(row, "selected")]);
  return new Map(marks.filter(([, mark]) => /^[0-9]*[1-9][0-9]*$/.test(mark)).map(([id, mark]) => [id, Number(mark)]));
}

function ballotsOf(table, projects, kind, meta) {
  const at = new Map(projects.map((project, index) => [project.id, index])), groups = new Map();
  const given = ["cumulative", "scoring"].includes(kind) && table.has("points");
  for (const row of table.rows) {
    const vote = table.cell(row, "vote"), told = given ? table.cell(row, "points") : "", key = `${vote}\0${told}`;
    const known = groups.get(key);
    if (known) { known.number += 1n; continue; }
    const ids = items(vote), points = given ? items(told) : null;
    checkVote(ids, points, at, row.line);
    groups.set(key, { ids, points, number: 1n });
  }
  const missing = kind === "scoring" ? meta("default_score") || "0" : "0";
  const pointsScale = scaleFor([missing, ...new Set([...groups.values()].flatMap(({ points }) => points ?? []))]);
  const unnamed = whole(missing, pointsScale) ? projects.map((_, index) => [index, whole(missing, pointsScale)]) : [];
  const ballots = [...groups.values()].map(({ ids, points, number }) => {
    const ballot = new Map(unnamed), named = new Set(ids);
    let rank = BigInt(kind === "ordinal" ? named.size : 1);
    if (points) ids.forEach((id, place) => ballot.set(at.get(id), whole(points[place], pointsScale)));
    else for (const id of named) ballot.set(at.get(id), pointsScale * (kind === "ordinal" ? rank-- : rank));
    return { points: [...ballot], number };
  });
  return { ballots, pointsScale };
}

/* `votes`: ballots that name a project. `scores`: the points it was given. */
function withSums(election) {
  const votes = election.projects.map(() => 0n), scores = election.projects.map(() => 0n);
  let voters = 0n;
  for (const { points, number } of election.ballots) {
    voters += number;
    for (const [index, one] of points) { votes[index] += number; scores[index] += one * number; }
  }
  return { ...election, votes, scores, voters };
}
