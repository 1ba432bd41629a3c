/* What a count says in a reader's language: its sentences, remarks, amounts of money, and what is refused.
 *
 * Sentences are templates with {figures}. What is refused is written in English where it is refused; other languages come as
 * `words`: {sentences, remarks, readings, headers, separators, units, symbols, faults}, the last by their English template.
 */

import { shown, spelledRule } from "./count-letters.js";

const MONEY = new Set(["cost", "left", "short", "held", "most", "at", "ended", "amount"]);
const FEW = 8; // projects that a sentence names

/* An Error with one sentence. `phrase` is [template, figures], of which a figure may be a phrase again. */
export function complaint(phrase, line) {
  const sentence = phraseIn(phrase);
  return Object.assign(new Error(line ? `Line ${line}: ${sentence}` : sentence), { line, phrase });
}

export function phraseIn([template, figures = {}], faults = {}) {
  return fill(faults[template] ?? template, figures, (figure) => (Array.isArray(figure) ? phraseIn(figure, faults) : figure));
}

export function fill(template, figures, said = String) {
  return template.replace(/\{(\w+)\}/g, (place, name) => (name in figures ? said(figures[name]) : place));
}

/* A remark in words. A figure is text, a number, another remark's {code, figures}, or a list of these. */
export function remarkIn({ code, figures }, words) {
  const said = (figure) => {
    if (Array.isArray(figure)) return figure.map(said).join(words.separators.list);
    if (typeof figure === "object") return remarkIn(figure, words);
    return typeof figure === "string" ? figure : grouped(BigInt(figure));
  };
  return fill(words.remarks[code], figures, said);
}

/* 123456.7 as "123,456.70": `value` is a BigInt of 1/`scale`, a power of ten. */
export function grouped(value, scale = 1n) {
  const size = value < 0n ? -value : value, tail = (size % scale + scale).toString().slice(1).replace(/0+$/, "");
  const head = (size / scale).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return (value < 0n ? "-" : "") + head + (tail && `.${tail.padEnd(2, "0")}`);
}

/* Two BigInts as percent, rounded to a tenth. What falls short never reads as 100, what goes beyond never as 100 either, and
 * something never as nothing. */
export function percent(part, whole) {
  if (whole <= 0n || part <= 0n) return 0;
  const tenths = (2000n * part + whole) / (2n * whole);
  if (part < whole) return Number(tenths > 999n ? 999n : tenths || 1n) / 10;
  return Number(part > whole && tenths === 1000n ? 1001n : tenths) / 10;
}

const upwards = (top, bottom) => (top + bottom - 1n) / bottom; // for what is not below nothing

/* An amount of 1/`scale`, a BigInt or a quotient; without a sign where no currency is told. A fraction is rounded up. */
export function money(amount, { scale, currency }, words) {
  return written(roundedUp(amount, scale), currency, words);
}

/* What supporters held where they were `short` of `cost`: with what is written there it makes up the cost. */
function held(cost, short, { scale, currency }, words) {
  const rest = roundedUp(short, scale);
  return written([cost * rest[1] - rest[0] * scale, scale * rest[1]], currency, words);
}

/* [value, scale] of an amount to hundredths of a currency unit, to whole ones from 100 on; what is whole stays. */
function roundedUp(amount, scale) {
  const { top, bottom } = typeof amount === "bigint" ? { top: amount, bottom: 1n } : amount;
  if (top % bottom === 0n) return [top / bottom, scale];
  const finest = top >= 100n * scale * bottom ? 1n : 100n;
  return [upwards(top * finest, bottom * scale), finest];
}

function written([value, scale], currency, { symbols }) {
  return (symbols[currency] ?? (currency ? `${currency} ` : "")) + grouped(value, scale);
}

export function support(value, scale, { countsPoints }, { units }) {
  const [one, many] = units[countsPoints ? "points" : "votes"];
  return fill(value === scale ? one : many, { number: grouped(value, scale) });
}

/* Why the project at `index` won or lost, in a sentence; and in another what a tie decided. */
export function why(found, index, election, words) {
  const { reason, tie, ...figures } = found.decisions[index];
  const votes = (value) => support(value, found.unit, election, words);
  const all = { ...figures, cost: election.projects[index].cost, support: votes(found.support[index]) };
  const said = Object.entries(all).map(([name, value]) => {
    if (name === "needed") return [name, votes(value)];
    if (typeof value === "string") return [name, value];
    if (name === "held") return [name, held(all.cost, figures.short, election, words)];
    return [name, MONEY.has(name) ? money(value, election, words) : grouped(BigInt(value))];
  });
  const key = reason === "bought" && figures.payers === 1n ? "bought_by_one" : reason;
  const told = [fill(words.sentences[key], Object.fromEntries(said))];
  if (tie) told.push(tied(tie, found.seed, election, words));
  return told.join(words.separators.sentences);
}

function tied({ others, by }, seed, { projects }, words) {
  const named = others.slice(0, FEW).map((index) => shown(projects[index].id));
  if (others.length > FEW) named.push(fill(words.remarks.and_more, { number: others.length - FEW }));
  const key = by === "lot" && !seed ? "tied_lot_no_seed" : `tied_${by}`;
  return fill(words.sentences[key], { others: named.join(words.separators.list), seed: shown(seed) });
}

/* The rule of a file's header for people; the header itself in quotes where it is not known here. */
export function headerName(header, words) {
  return words.headers[spelledRule(header)] ?? fill(words.other_rule, { rule: shown(header) });
}

/* A reading of a file's header in words. */
export function readAs(reading, { readings, separators }) {
  const keys = reading.flatMap((word) => {
    const [, head, tail] = /^(\w+?)_(no_threshold|above_threshold)$/.exec(word) ?? [null, word];
    return tail ? [head, tail] : [head];
  });
  return keys.map((key) => readings[key]).join(separators.readings);
}
