/* What a count says in a reader's language: its sentences, amounts of money, and the faults of a file.
 *
 * Sentences are templates with {figures}. English is written where something is said; other languages come as `words`:
 * {sentences, readings, separators, units, symbols, faults}, the last by their English template.
 */

const MONEY = new Set(["cost", "left", "short", "held", "most", "at", "ended", "amount"]);

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

/* 123456.7 as "123,456.70": `value` is a BigInt of 1/`scale`, a power of ten. */
export function grouped(value, scale = 1n) {
  const size = value < 0n ? -value : value, tail = (size % scale + scale).toString().slice(1).replace(/0+$/, "");
  const head = (size / scale).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return (value < 0n ? "-" : "") + head + (tail && `.${tail.padEnd(2, "0")}`);
}

const upwards = (top, bottom) => (top + bottom - 1n) / bottom; // for what is not below nothing

/* An amount of 1/`scale`, a BigInt or a quotient. A fraction is rounded up, to whole currency units from 100 on. */
export function money(amount, { scale, currency }, { symbols }) {
  const symbol = symbols[currency] ?? `${currency} `;
  const { top, bottom } = typeof amount === "bigint" ? { top: amount, bottom: 1n } : amount;
  if (top % bottom === 0n) return symbol + grouped(top / bottom, scale);
  const finest = top >= 100n * scale * bottom ? 1n : 100n;
  return symbol + grouped(upwards(top * finest, bottom * scale), finest);
}

export function support(value, scale, { countsPoints }, { units }) {
  const [one, many] = units[countsPoints ? "points" : "votes"];
  return fill(value === scale ? one : many, { number: grouped(value, scale) });
}

/* Why the project at `index` won or lost, in a sentence. */
export function why(found, index, election, words) {
  const { reason, ...figures } = found.decisions[index];
  const votes = (value) => support(value, found.unit, election, words);
  const all = { ...figures, cost: election.projects[index].cost, support: votes(found.support[index]) };
  const said = Object.entries(all).map(([name, value]) => {
    if (name === "needed") return [name, votes(value)];
    if (typeof value === "string") return [name, value];
    return [name, MONEY.has(name) ? money(value, election, words) : grouped(BigInt(value))];
  });
  return fill(words.sentences[reason], Object.fromEntries(said));
}

/* A reading of a file's header in words. */
export function readAs(reading, { readings, separators }) {
  const keys = reading.flatMap((word) => {
    const [, head, tail] = /^(\w+?)_(no_threshold|above_threshold)$/.exec(word) ?? [null, word];
    return tail ? [head, tail] : [head];
  });
  return keys.map((key) => readings[key]).join(separators.readings);
}
