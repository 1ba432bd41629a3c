/* The bytes of a file as tables: META, PROJECTS and VOTES, each with a heading and rows of cells.
 *
 * The format is text in UTF-8, separated by semicolons. What was saved otherwise by an office program is refused with what
 * it is and how to save it. An Error tells the line and one sentence (see `complaint`).
 */

import { clean, narrow, shown, strip } from "./count-letters.js";
import { complaint } from "./count-words.js";

const HEADINGS = { META: ["key", "value"], PROJECTS: ["project_id", "cost"], VOTES: ["voter_id", "vote"] };
export const SECTIONS = Object.keys(HEADINGS);
const LONGEST_CELL = 131072; // letters; a longer one is an open quotation mark
const OFTEN = 10000; // rows between two words of progress
const SEPARATED = { ",": ["commas"], "\t": ["tabs"], "|": ["vertical bars (|)"] };
const SEP = /^ *sep=([;,|\t])[ ;]*$/i;
const KINDS = [
  ["%PDF", "PDF"], ["\x89PNG", "PNG"], ["\xff\xd8\xff", "JPEG"], ["GIF8", "GIF"], ["\x1f\x8b", "gzip"],
  ["\xd0\xcf\x11\xe0", "Excel (.xls)"], ["Rar!", "RAR"], ["7z\xbc\xaf", "7z"],
];

export function fault(line, ...phrase) {
  throw complaint(phrase, line);
}

/* The text of a file; refuses what is no UTF-8. */
export function decode(bytes) {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  mustBeText(bytes);
  try {
    return strict.decode(bytes);
  } catch (error) {
    for (let line = 1, from = 0, end; from < bytes.length; line++, from = end) {
      end = bytes.indexOf(10, from) + 1 || bytes.length;
      try { strict.decode(bytes.subarray(from, end)); } catch {
        fault(line, "the text is not UTF-8 (perhaps Big5 or another older encoding): open it in the program that wrote it and save it as UTF-8.");
      }
    }
    throw error; // it is text, but longer than this browser can hold
  }
}

/* What the first bytes give away: other kinds of files, and text of two bytes a letter. */
function mustBeText(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, 8)), kind = KINDS.find(([begun]) => head.startsWith(begun));
  if (head.startsWith("PK")) fault(1, "this is an Excel workbook or a zip archive, not text: unpack it, or save the sheet as UTF-8 text separated by semicolons.");
  if (kind) fault(1, "this is a {kind} file, not text: choose the .pb file with the ballots.", { kind: kind[1] });
  const marked = head.startsWith("\xff\xfe") || head.startsWith("\xfe\xff");
  if (marked || (head.length > 1 ? (head[0] === "\0") !== (head[1] === "\0") : head === "\0")) {
    fault(1, "the file is UTF-16: save it as UTF-8 (in Excel “CSV UTF-8”, in Notepad the encoding “UTF-8”).");
  }
}

export class Table {
  constructor(title, line) {
    Object.assign(this, { title, line, names: null, rows: [] });
  }

  /* Names may be in capitals, and letters that cannot be seen are not part of them. */
  head(cells) {
    this.names = cells.map((cell) => clean(cell).toLowerCase());
  }

  has(column) {
    return this.names.includes(column);
  }

  cell(row, column) {
    return strip(row.cells[this.names.indexOf(column)] ?? "");
  }

  column(name) {
    return this.rows.map((row) => this.cell(row, name));
  }
}

/* {META, PROJECTS, VOTES, sepLine}; `progress` is told now and then how many letters have been read. */
export function readTables(text, progress) {
  const tables = {};
  let table = null, number = 0, sepLine = false;
  mustBeText(new TextEncoder().encode(text.slice(0, 8)));
  for (const { cells, line, end } of rows(text.replace(/^\ufeff+/, ""))) {
    if (progress && ++number % OFTEN === 0) progress(end);
    const title = cells.slice(1).every((cell) => !strip(cell)) ? clean(narrow(cells[0])).toUpperCase() : "";
    if (SECTIONS.includes(title) && !tables[title] && (!table || table.names)) {
      const expected = SECTIONS[Object.keys(tables).length];
      if (title !== expected) fault(line, "the section {expected} is missing before {title}: write META, PROJECTS and VOTES in this order.", { expected, title });
      table = tables[title] = new Table(title, line);
    } else if (!table) {
      beforeMeta(cells, line);
      sepLine = true;
    } else if (!table.names) {
      table.head(cells);
      checkHeading(table, cells, line);
    } else {
      table.rows.push({ cells, line });
    }
  }
  const absent = SECTIONS.find((title) => !tables[title]?.names);
  if (absent) fault(text.replace(/\n$/, "").split("\n").length, "the section {title} is missing: add a line {title} with its table under it.", { title: absent });
  return { ...tables, sepLine };
}

/* Only a line that tells the separator may stand before META. */
function beforeMeta(cells, line) {
  const [, mark] = SEP.exec(cells.join(";")) ?? [];
  if (mark && mark !== ";") separated("META", mark, line);
  if (!mark || line !== 1) fault(line, "the file must begin with the section META, but here stands “{text}”: put a line META first.", { text: shown(cells.join(";")) });
}

function separated(title, mark, line) {
  fault(line, "{title} is separated by {separator}; Pabulib wants semicolons (;): save it separated by semicolons.", { title, separator: SEPARATED[mark] });
}

function checkHeading(table, cells, line) {
  const { title } = table, needed = HEADINGS[title], column = needed.find((name) => !table.has(name));
  if (!column) return;
  for (const mark of Object.keys(SEPARATED)) {
    const parts = cells.flatMap((cell) => cell.split(mark)).map((part) => clean(part).toLowerCase().replace(/^"+|"+$/g, ""));
    if (cells.join("").includes(mark) && needed.every((name) => parts.includes(name))) separated(title, mark, line);
  }
  fault(line, "{title} has no column “{column}”: name it in the heading of {title}.", { title, column });
}

/* Rows that are not blank, each with the number of its first line. */
function* rows(text) {
  let cells = [], cell = "", quoted = false, line = 1, start = 1;
  for (let at = 0; at <= text.length; at++) {
    const letter = at < text.length ? text[at] : "\n";
    if (letter === "\0") fault(line, "there is a NUL character in the text; the file is damaged or no text: export it again as UTF-8 text.");
    if (letter === "\n") line++;
    if (cell.length > LONGEST_CELL || (quoted && at === text.length)) {
      fault(start, "a field does not end (a quotation mark is not closed?): close it, and write a quotation mark inside a quoted field twice.");
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
      if (!"\r\n".includes(text[at + 1] ?? "\n")) fault(start, "the lines end as on old Macs (CR only): save the file with ordinary line ends (LF or CRLF).");
    } else cell += letter;
  }
}
