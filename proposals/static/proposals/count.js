/* The count of a participatory budget, a second time: written from the rules, not from the Python of proposals/budgets.
 *
 * An ES module without dependencies, for the visitor's browser and for Node. All money and points are BigInt of their
 * smallest unit, quotients are exact; nothing is rounded. Equal projects: lower cost, then more votes (points, where
 * points are given), then the lot, which is SHA-256 of "seed:project_id", the smaller first.
 *
 *   parse(text)                    → an election; throws an Error with a sentence if the file cannot be read
 *   count(election, rule, options) → {winners: [id, …], spent, budget, endowment?}; money as BigInt of 1/election.scale
 *
 * Rules: official, greedy, greedy-noskip, greedy-threshold, greedy-per-cost, equal-shares, equal-shares-add1,
 * equal-shares-add1-exhaustive, phragmen. Options: seed (""), threshold (a number of votes or points),
 * utility ("cost" or "cardinality"), thenByVotes, level (an announced endowment in whole currency units: adding one is
 * then not begun anew, but only this endowment and the next are counted; an Error if it does not stop there).
 */

export const RULES = [
  "official", "greedy", "greedy-noskip", "greedy-threshold", "greedy-per-cost", "equal-shares", "equal-shares-add1",
  "equal-shares-add1-exhaustive", "phragmen",
];

const SECTIONS = ["META", "PROJECTS", "VOTES"];
const WITHDRAWN = 999999999n;

// ---------------------------------------------------------------- reading

export function parse(text) {
  const sections = readSections(text);
  for (const name of SECTIONS) if (!sections[name]) throw new Error(`The section ${name} is missing.`);
  const meta = new Map(sections.META.map((row) => [row.key, row.value ?? ""]));
  const budget = meta.get("budget") ?? "";
  const scale = scaleFor([budget, ...sections.PROJECTS.map((row) => row.cost)]);
  const hasScore = sections.PROJECTS.some((row) => "score" in row);
  const projects = sections.PROJECTS.map((row) => ({
    id: row.project_id, cost: whole(row.cost, scale), name: row.name ?? "",
    published: row[hasScore ? "score" : "votes"] ?? "", selected: Number(row.selected || 0),
  }));
  const kind = (meta.get("vote_type") || "approval").toLowerCase();
  const election = { projects, budget: whole(budget, scale), scale, kind, meta, ...ballotsOf(sections.VOTES, projects, kind, meta) };
  return withSums(election);
}

function readSections(text) {
  const sections = {};
  let name = null, columns = null;
  for (const cells of rows(text.replace(/^\ufeff/, ""))) {
    const title = cells.slice(1).every((cell) => !cell.trim()) ? cells[0].trim().toUpperCase() : "";
    if (SECTIONS.includes(title) && !sections[title]) {
      name = title; columns = null; sections[name] = [];
    } else if (!name) {
      throw new Error("The file must begin with the section META.");
    } else if (!columns) {
      columns = cells.map((cell) => cell.trim());
    } else {
      sections[name].push(Object.fromEntries(columns.map((column, at) => [column, (cells[at] ?? "").trim()])));
    }
  }
  return sections;
}

function* rows(text) {
  let cells = [], cell = "", quoted = false;
  for (let at = 0; at <= text.length; at++) {
    const letter = at < text.length ? text[at] : "\n";
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') { cell += '"'; at++; }
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === ";") { cells.push(cell); cell = ""; }
    else if (letter === "\n" || letter === "\r") {
      cells.push(cell);
      if (cells.length > 1 || cell.trim()) yield cells;
      cells = []; cell = "";
    } else cell += letter;
  }
}

const split = (text) => (text ?? "").split(",").map((item) => item.trim()).filter(Boolean);

function ballotsOf(votes, projects, kind, meta) {
  const at = new Map(projects.map((project, index) => [project.id, index]));
  const given = ["cumulative", "scoring"].includes(kind) && votes.some((row) => "points" in row);
  const pointsScale = given ? scaleFor([...new Set(votes.flatMap((row) => split(row.points))), meta.get("default_score") ?? "0"]) : 1n;
  const missing = kind === "scoring" ? whole(meta.get("default_score") || "0", pointsScale) : 0n;
  const groups = new Map();
  for (const row of votes) {
    const key = `${row.vote}|${row.points ?? ""}`;
    const known = groups.get(key);
    if (known) { known.number += 1n; continue; }
    const points = new Map(missing ? projects.map((_, index) => [index, missing]) : []);
    const named = [...new Set(split(row.vote))], worth = split(row.points);
    named.forEach((id, place) => {
      if (!at.has(id)) throw new Error(`A vote names a project that is not listed (${id}).`);
      const one = given ? whole(worth[split(row.vote).lastIndexOf(id)], pointsScale)
        : kind === "ordinal" ? BigInt(named.length - place) : 1n;
      points.set(at.get(id), one);
    });
    groups.set(key, { points: [...points], number: 1n });
  }
  return { ballots: [...groups.values()], pointsScale, countsPoints: ["cumulative", "scoring", "ordinal"].includes(kind) };
}

function withSums(election) {
  const votes = election.projects.map(() => 0n), scores = election.projects.map(() => 0n);
  let voters = 0n;
  for (const { points, number } of election.ballots) {
    voters += number;
    for (const [index, one] of points) { votes[index] += number; scores[index] += one * number; }
  }
  return { ...election, votes, scores, voters };
}

function decimals(text) {
  const match = /^\s*([+-]?)(\d*)(?:[.,](\d*))?\s*$/.exec(text ?? "");
  if (!match || !(match[2] || match[3])) return null;
  return { negative: match[1] === "-", head: match[2] || "0", tail: (match[3] ?? "").replace(/0+$/, "") };
}

const scaleFor = (texts) => 10n ** BigInt(texts.reduce((most, text) => Math.max(most, decimals(text)?.tail.length ?? 0), 0));

function whole(text, scale) {
  const number = decimals(text);
  if (!number) throw new Error(`“${text}” is not a number.`);
  const value = (BigInt(number.head + number.tail) * scale) / 10n ** BigInt(number.tail.length);
  return number.negative ? -value : value;
}

// ---------------------------------------------------------------- exact quotients and ties

function gcd(one, two) {
  while (two) [one, two] = [two, one % two];
  return one;
}

function quotient(top, bottom) {
  const common = gcd(top < 0n ? -top : top, bottom) || 1n;
  return { top: top / common, bottom: bottom / common };
}

const compare = (one, two) => {
  const left = one.top * two.bottom, right = two.top * one.bottom;
  return left < right ? -1 : left > right ? 1 : 0;
};

function tieOrder(election, seed) {
  const lots = election.projects.map((project) => sha256(`${seed}:${project.id}`));
  const order = election.projects.map((_, index) => index).sort((one, two) => {
    const [a, b] = [election.projects[one].cost, election.projects[two].cost];
    if (a !== b) return a < b ? -1 : 1;
    if (election.scores[one] !== election.scores[two]) return election.scores[one] > election.scores[two] ? -1 : 1;
    return lots[one] < lots[two] ? -1 : 1;
  });
  const places = [];
  order.forEach((index, place) => { places[index] = place; });
  return places;
}

// ---------------------------------------------------------------- the front door

export function count(election, rule, options = {}) {
  const { seed = "", utility = election.countsPoints ? "cardinality" : "cost", thenByVotes = false } = options;
  const ties = tieOrder(election, seed);
  if (rule === "official") return official(election, ties);
  if (rule === "phragmen") return result(election, phragmen(election, ties));
  if (rule.startsWith("greedy")) return result(election, greedy(election, ties, greedyRule(election, rule, options)));
  if (!rule.startsWith("equal-shares")) throw new Error(`The rule ${rule} is not known.`);
  const stop = { "equal-shares": "", "equal-shares-add1": "overspending", "equal-shares-add1-exhaustive": "exhaustion" }[rule];
  return equalShares(election, ties, { utility, stop, thenByVotes, level: options.level });
}

function result(election, winners, more = {}) {
  const spent = winners.reduce((sum, index) => sum + election.projects[index].cost, 0n);
  return { winners: winners.map((index) => election.projects[index].id), spent, budget: election.budget, ...more };
}

function greedyRule(election, rule, options) {
  const header = rule === "greedy-threshold" ? election.meta?.get("min_project_score_threshold") || "0" : "0";
  const threshold = whole(String(options.threshold ?? header), election.pointsScale);
  return { skip: rule !== "greedy-noskip", byCost: rule === "greedy-per-cost", threshold };
}

/* The literal reading of the file's header: the published sums, equal ones in the order of the file. */
function official(election, ties) {
  const header = (election.meta.get("rule") ?? "").toLowerCase();
  if (header.startsWith("equalshares")) {
    const utility = election.countsPoints ? "cardinality" : "cost";
    const listed = election.projects.map((_, index) => index);
    return equalShares(election, listed, {
      utility, stop: header.includes("add1") ? "overspending" : "", compare: header.endsWith("comparison"),
    });
  }
  const custom = header === "greedy-custom" && (election.meta.get("comment") ?? "").replaceAll(" ", "").includes("80%");
  const told = election.projects.map((project) => decimals(project.published));
  const support = told.includes(null) ? election.scores
    : election.projects.map((project) => whole(project.published, election.pointsScale));
  const threshold = whole(election.meta.get("min_project_score_threshold") || "0", election.pointsScale);
  const skip = header !== "greedy-no-skip" && !custom;
  return result(election, greedy(election, election.projects.map((_, index) => index), { skip, threshold, support }));
}

// ---------------------------------------------------------------- by votes

function greedy(election, ties, { skip = true, byCost = false, threshold = 0n, support = election.scores, chosen = [] }) {
  const taken = new Set(chosen), { projects } = election;
  const perCost = (index) => (projects[index].cost ? quotient(support[index], projects[index].cost) : { top: support[index], bottom: 1n });
  const free = (index) => byCost && projects[index].cost === 0n && support[index] > 0n;
  const order = projects.map((_, index) => index).sort((one, two) => {
    if (free(one) !== free(two)) return free(one) ? -1 : 1;
    const side = byCost ? compare(perCost(two), perCost(one)) : compare({ top: support[two], bottom: 1n }, { top: support[one], bottom: 1n });
    return side || ties[one] - ties[two];
  });
  let left = election.budget - chosen.reduce((sum, index) => sum + projects[index].cost, 0n);
  const winners = [];
  for (const index of order) {
    const { cost } = projects[index];
    if (taken.has(index) || cost === WITHDRAWN * election.scale || support[index] < threshold) continue;
    if (cost <= left) { winners.push(index); left -= cost; } else if (!skip) break;
  }
  return winners;
}

// ---------------------------------------------------------------- equal shares

function equalShares(election, ties, { utility, stop, level, thenByVotes = false, compare: compared = false }) {
  if (!election.voters) return result(election, []);
  const market = marketOf(election, ties, utility);
  let endowment = quotient(election.budget, election.voters), winners;
  if (stop) ({ endowment, winners } = addOne(election, market, stop, level));
  else winners = buy(market, endowment);
  if (thenByVotes) winners = [...winners, ...greedy(election, ties, { chosen: winners })];
  if (compared) winners = preferred(election, winners, greedy(election, ties, {}));
  return result(election, winners, { endowment });
}

function marketOf(election, ties, utility) {
  const supporters = election.projects.map(() => []);
  election.ballots.forEach(({ points, number }, purse) => {
    for (const [index, one] of points) if (one > 0n) supporters[index].push({ purse, points: one, number });
  });
  const worth = (index) => (utility === "cost" ? election.projects[index].cost : 1n);
  const wanted = [], free = [];
  election.projects.forEach((project, index) => {
    if (supporters[index].length) (project.cost ? wanted : free).push(index);
  });
  free.sort((one, two) => ties[one] - ties[two]);
  const first = new Map(wanted.map((index) => {
    const weight = supporters[index].reduce((sum, one) => sum + one.points * one.number, 0n);
    return [index, quotient(election.projects[index].cost, weight * worth(index))];
  }));
  return { election, ties, supporters, worth, wanted, free, first, purses: election.ballots.length };
}

/* One endowment. Purses are whole multiples of 1/grain; the grain is refined when a price needs it. */
function buy(market, endowment) {
  let grain = endowment.bottom, purses = new Array(market.purses).fill(endowment.top);
  const rates = new Map(market.first), winners = [...market.free];
  for (;;) {
    const fresh = new Map();
    let best = null;
    for (const [index, known] of [...rates].sort((one, two) => compare(one[1], two[1]))) {
      if (best && compare(known, best) > 0) break;
      const rate = rateOf(market, index, purses, grain);
      if (!rate) { rates.delete(index); continue; }
      rates.set(index, rate); fresh.set(index, rate);
      if (!best || compare(rate, best) < 0) best = rate;
    }
    if (!best) return winners;
    const tied = [...fresh.keys()].filter((index) => compare(fresh.get(index), best) === 0);
    const winner = tied.reduce((one, two) => (market.ties[one] < market.ties[two] ? one : two));
    const price = quotient(best.top * market.worth(winner), best.bottom);
    const finer = price.bottom / gcd(price.bottom, grain);
    if (finer > 1n) { grain *= finer; purses = purses.map((money) => money * finer); }
    const each = price.top * (grain / price.bottom);
    for (const { purse, points } of market.supporters[winner]) {
      const left = purses[purse] - each * points;
      purses[purse] = left > 0n ? left : 0n;
    }
    winners.push(winner); rates.delete(winner);
  }
}

function rateOf(market, index, purses, grain) {
  let rest = market.election.projects[index].cost * grain, weight = 0n, held = 0n;
  let rich = market.supporters[index].filter(({ purse }) => purses[purse] > 0n);
  for (const { purse, points, number } of rich) { weight += points * number; held += purses[purse] * number; }
  if (held < rest) return null;
  for (;;) {
    const still = rich.filter(({ purse, points }) => purses[purse] * weight >= rest * points);
    if (still.length === rich.length) return quotient(rest, weight * grain * market.worth(index));
    const kept = new Set(still);
    for (const one of rich) {
      if (!kept.has(one)) { rest -= purses[one.purse] * one.number; }
    }
    rich = still;
    weight = rich.reduce((sum, one) => sum + one.points * one.number, 0n);
  }
}

/* One unit more for everybody, again and again. The start is the budget per voter in whole currency units. */
function addOne(election, market, stop, announced) {
  const cost = (winners) => winners.reduce((sum, index) => sum + election.projects[index].cost, 0n);
  const supported = [...market.wanted, ...market.free];
  let level = announced ?? election.budget / (election.voters * election.scale);
  let winners = buy(market, { top: level * election.scale, bottom: 1n });
  for (;;) {
    const left = election.budget - cost(winners), won = new Set(winners);
    const losers = supported.filter((index) => !won.has(index));
    const full = stop === "exhaustion" && losers.every((index) => election.projects[index].cost > left);
    const next = !losers.length || full ? null : buy(market, { top: (level + 1n) * election.scale, bottom: 1n });
    if (!next || cost(next) > election.budget) return { winners, endowment: { top: level * election.scale, bottom: 1n } };
    if (announced !== undefined) throw new Error(`It does not stop at ${level}.`);
    level += 1n; winners = next;
  }
}

function preferred(election, fair, popular) {
  const inFair = new Set(fair), inPopular = new Set(popular);
  let forFair = 0n, forPopular = 0n;
  for (const { points, number } of election.ballots) {
    const balance = points.reduce((sum, [index, one]) => sum + (one > 0n ? inFair.has(index) - inPopular.has(index) : 0), 0);
    if (balance > 0) forFair += number;
    if (balance < 0) forPopular += number;
  }
  return forPopular > forFair ? popular : fair;
}

// ---------------------------------------------------------------- Phragmén

function phragmen(election, ties) {
  const { projects } = election, winners = [];
  let left = election.budget, unit = 1n, times = [0n]; // times of purchases, in 1/unit; the first is the beginning
  const emptied = election.ballots.map(() => 0), backing = projects.map(() => []);
  election.ballots.forEach(({ points, number }, voter) => {
    for (const [index, one] of points) if (one > 0n) backing[index].push({ voter, number });
  });
  const instant = (index) => {
    if (!backing[index].length) return null; // never
    const since = times.map(() => 0n);
    for (const { voter, number } of backing[index]) since[emptied[voter]] += number;
    const spent = since.reduce((sum, number, at) => (number ? sum + number * times[at] : sum), 0n);
    return { top: projects[index].cost * unit + spent, bottom: since.reduce((sum, number) => sum + number) * unit };
  };
  const order = (one, two) => (one && two ? compare(one, two) : one ? -1 : two ? 1 : 0);
  const waiting = new Set(projects.map((_, index) => index).filter((index) => projects[index].cost <= left));
  while (waiting.size) {
    const instants = new Map([...waiting].map((index) => [index, instant(index)]));
    const first = [...instants.values()].reduce((one, two) => (order(two, one) < 0 ? two : one));
    const tied = [...waiting].filter((index) => order(instants.get(index), first) === 0);
    if (tied.some((index) => projects[index].cost > left)) break;
    const bought = tied.reduce((one, two) => (ties[one] < ties[two] ? one : two));
    waiting.delete(bought); winners.push(bought); left -= projects[bought].cost;
    if (!first) continue;
    const when = quotient(first.top, first.bottom), finer = when.bottom / gcd(when.bottom, unit);
    unit *= finer;
    times = [...times.map((time) => time * finer), when.top * (unit / when.bottom)];
    for (const { voter } of backing[bought]) emptied[voter] = times.length - 1;
  }
  return winners;
}

// ---------------------------------------------------------------- SHA-256, for the lot

const ROUNDS = [], START = [];
for (let number = 2, found = 0; found < 64; number++) {
  let prime = true;
  for (let by = 2; by * by <= number; by++) if (number % by === 0) { prime = false; break; }
  if (!prime) continue;
  if (found < 8) START.push(fractionalBits(BigInt(number), 2n));
  ROUNDS.push(fractionalBits(BigInt(number), 3n));
  found++;
}

/* The first 32 bits of the fractional part of the root of a prime, as the standard defines its constants. */
function fractionalBits(prime, degree) {
  const scaled = prime << (32n * degree);
  let low = 0n, high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= scaled) low = middle; else high = middle;
  }
  return Number(low & 0xffffffffn);
}

export function sha256(text) {
  const bytes = [...new TextEncoder().encode(text)], length = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(shift >= 32 ? 0 : (length >>> shift) & 255);
  const state = [...START], turn = (value, by) => (value >>> by) | (value << (32 - by));
  for (let block = 0; block < bytes.length; block += 64) {
    const words = [];
    for (let at = 0; at < 64; at++) {
      if (at < 16) { const from = block + at * 4; words[at] = (bytes[from] << 24) | (bytes[from + 1] << 16) | (bytes[from + 2] << 8) | bytes[from + 3]; continue; }
      const early = turn(words[at - 15], 7) ^ turn(words[at - 15], 18) ^ (words[at - 15] >>> 3);
      const late = turn(words[at - 2], 17) ^ turn(words[at - 2], 19) ^ (words[at - 2] >>> 10);
      words[at] = (words[at - 16] + early + words[at - 7] + late) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at++) {
      const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => { state[at] = (state[at] + value) | 0; });
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}
