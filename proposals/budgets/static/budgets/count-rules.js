/* The rules: by votes, equal shares, Phragmén; and the written tie rule.
 *
 * Every rule takes an election as `parse` makes it and `ties`, a place for each project: of those that a rule holds equal
 * the lower place comes first. Projects are named by their index. Quotients are exact, {top, bottom} of BigInt; nothing is
 * rounded. `decisions` say for each project why it won or lost: {reason, …}, with the figures of that reason.
 */

const NO_SHARE = { top: 0n, bottom: 1n };

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

/* The lower cost first, then more votes (points, where points are given), then the lot: SHA-256 of "seed:project_id". */
export function tieOrder(election, seed) {
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

// ---------------------------------------------------------------- by votes

/* From the most votes down, or with `byCost` from the most votes per money down; → {winners, extra, decisions}.
 *
 * `skip` says whether the count goes on after the first that does not fit. `threshold` (points) and `thresholdShare` (a
 * quotient of the ballots) count up to and including, `top` chooses at most so many. `limits` are [{kind, name, most,
 * amount}]: the most projects and money for each group of a kind, or only for the one of that name. Of each of the
 * `exclusive` sets of ids only one may win. Where the count stops, a `reserve` (a quotient) pays the one that did not
 * fit, as `extra`, if at least that share of its cost is left. `chosen` have won and been paid before; `support`
 * replaces the election's sums, in the unit of `threshold`.
 */
export function greedy(election, ties, rule = {}) {
  const { skip = true, support = election.scores, chosen = [], top = Infinity, exclusive = [], reserve } = rule;
  const taken = new Set(chosen), needed = thresholdOf(election, rule), groups = groupsOf(rule.limits ?? []);
  const winners = [], extra = [], decisions = [], { projects } = election;
  let left = election.budget - costOf(election, chosen), stopped = null;
  const against = (index) => {
    const { id, withdrawn } = projects[index];
    if (withdrawn) return { reason: "withdrawn" };
    if (support[index] < needed) return { reason: "below_threshold", needed };
    if (stopped !== null) return { reason: "stopped", at: stopped };
    if (winners.length >= top) return { reason: "beyond_top", top };
    const rival = winners.find((winner) => exclusive.some((ids) => ids.has(id) && ids.has(projects[winner].id)));
    return rival === undefined ? groups.against(projects[index]) : { reason: "excluded", by: projects[rival].id };
  };
  const tooDear = (index, short) => {
    if (!skip) stopped = projects[index].id;
    const paid = !skip && reserve && left * reserve.bottom >= projects[index].cost * reserve.top;
    if (paid) extra.push(index);
    return { reason: paid ? "extra" : "too_dear", left, short };
  };
  for (const index of ranking(election, ties, support, rule.byCost)) {
    if (taken.has(index)) continue;
    const { cost } = projects[index];
    decisions[index] = against(index) ?? (cost > left ? tooDear(index, cost - left) : null);
    if (decisions[index]) continue;
    winners.push(index); groups.charge(projects[index]);
    left -= cost;
    decisions[index] = { reason: "chosen", place: winners.length, left };
  }
  return { winners, extra, decisions };
}

const costOf = (election, winners) => winners.reduce((sum, index) => sum + election.projects[index].cost, 0n);

/* A result below nothing never wins; a share of the ballots is rounded up to what can be given. */
function thresholdOf(election, { threshold = 0n, thresholdShare = NO_SHARE }) {
  const { top, bottom } = thresholdShare, needed = (top * election.voters * election.pointsScale + bottom - 1n) / bottom;
  return [threshold, needed].reduce((one, two) => (one > two ? one : two), 0n);
}

function ranking({ projects }, ties, support, byCost = false) {
  const perCost = (index) => (projects[index].cost ? quotient(support[index], projects[index].cost) : { top: support[index], bottom: 1n });
  const free = (index) => byCost && projects[index].cost === 0n && support[index] > 0n;
  return projects.map((_, index) => index).sort((one, two) => {
    if (free(one) !== free(two)) return free(one) ? -1 : 1;
    const side = byCost ? compare(perCost(two), perCost(one)) : compare({ top: support[two], bottom: 1n }, { top: support[one], bottom: 1n });
    return side || ties[one] - ties[two];
  });
}

/* What the winners of each group of projects number and cost, against the limits. */
function groupsOf(limits) {
  const counts = new Map(), paid = new Map();
  const names = ({ places }, kind) => places.get(kind) ?? [];
  return {
    against: (project) => {
      for (const { kind, name, most = Infinity, amount } of limits) for (const group of names(project, kind)) {
        if (name !== undefined && name !== group) continue;
        const spent = (paid.get(`${kind}:${group}`) ?? 0n) + project.cost;
        if ((counts.get(`${kind}:${group}`) ?? 0) >= most) return { reason: "quota_full", group, quota: most };
        if (amount !== undefined && spent > amount) return { reason: "amount_spent", group, amount, short: spent - amount };
      }
      return null;
    },
    charge: (project) => {
      for (const kind of project.places.keys()) for (const group of names(project, kind)) {
        counts.set(`${kind}:${group}`, (counts.get(`${kind}:${group}`) ?? 0) + 1);
        paid.set(`${kind}:${group}`, (paid.get(`${kind}:${group}`) ?? 0n) + project.cost);
      }
    },
  };
}

// ---------------------------------------------------------------- equal shares

/* Every voter gets the same endowment, and supporters buy their projects together; → {winners, endowment, decisions}.
 *
 * `utility` is what satisfaction is counted in: "cost" or "cardinality" (projects, or points). `stop` is "" (one endowment
 * only), "overspending" or "exhaustion": the endowment then grows by one unit at a time until then. `thenByVotes` fills
 * up what is left; `comparison` takes the winners by votes instead if more voters prefer them. `eligibleShare` bars
 * projects that are named by a smaller share of the voters than this quotient × cost ÷ budget. `level` and `progress` see `count`.
 */
export function equalShares(election, ties, rule) {
  const { stop = "", support } = rule, market = marketOf(election, ties, rule);
  if (!election.voters) return { winners: [], decisions: election.projects.map(() => ({ reason: "nobody" })) };
  let { endowment, winners, decisions } = stop ? addOne(election, market, rule)
    : buy(market, quotient(election.budget, election.voters));
  decisions = election.projects.map((project, index) => market.barred[index] ?? decisions[index] ?? { reason: "nobody" });
  if (rule.thenByVotes) {
    const more = greedy(election, ties, { chosen: winners, support });
    winners = [...winners, ...more.winners];
    for (const index of more.winners) decisions[index] = { ...more.decisions[index], reason: "filled_up" };
  }
  if (rule.comparison) {
    const byVotes = greedy(election, ties, { support });
    if (prefersOther(election, winners, byVotes.winners)) ({ winners, decisions } = byVotes);
  }
  return { winners, endowment, decisions };
}

/* Why a project takes no part, if it does not: too few ballots name it for its cost, or it was withdrawn. */
function barring(election, index, share) {
  const { cost, withdrawn } = election.projects[index], bottom = share.bottom * (election.budget || 1n);
  const voters = (share.top * cost * election.voters + bottom - 1n) / bottom;
  if (election.votes[index] < voters) return { reason: "not_eligible", voters };
  return withdrawn ? { reason: "withdrawn" } : null;
}

function marketOf(election, ties, { utility, eligibleShare = NO_SHARE }) {
  const supporters = election.projects.map(() => []);
  const barred = election.projects.map((_, index) => barring(election, index, eligibleShare));
  election.ballots.forEach(({ points, number }, purse) => {
    for (const [index, one] of points) if (one > 0n && !barred[index]) supporters[index].push({ purse, points: one, number });
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
  return { election, ties, supporters, barred, worth, wanted, free, first, purses: election.ballots.length };
}

/* One endowment. Purses are whole multiples of 1/grain; the grain is refined when a price needs it. */
function buy(market, endowment) {
  let grain = endowment.bottom, purses = new Array(market.purses).fill(endowment.top);
  const rates = new Map(market.first), winners = [...market.free], decisions = [];
  for (const index of market.free) decisions[index] = { reason: "free" };
  for (;;) {
    const fresh = new Map();
    let best = null;
    for (const [index, known] of [...rates].sort((one, two) => compare(one[1], two[1]))) {
      if (best && compare(known, best) > 0) break;
      const { rate, held } = rateOf(market, index, purses, grain);
      if (!rate) {
        const short = quotient(market.election.projects[index].cost * grain - held, grain);
        decisions[index] = { reason: "short", held: quotient(held, grain), short };
        rates.delete(index);
        continue;
      }
      rates.set(index, rate); fresh.set(index, rate);
      if (!best || compare(rate, best) < 0) best = rate;
    }
    if (!best) return { endowment, winners, decisions };
    const tied = [...fresh.keys()].filter((index) => compare(fresh.get(index), best) === 0);
    const winner = tied.reduce((one, two) => (market.ties[one] < market.ties[two] ? one : two));
    const price = quotient(best.top * market.worth(winner), best.bottom);
    const finer = price.bottom / gcd(price.bottom, grain);
    if (finer > 1n) { grain *= finer; purses = purses.map((money) => money * finer); }
    const each = price.top * (grain / price.bottom);
    let payers = 0n, most = 0n; // the most that one of them could be asked for
    for (const { purse, points, number } of market.supporters[winner]) {
      const left = purses[purse] - each * points;
      if (purses[purse]) payers += number;
      if (each * points > most) most = each * points;
      purses[purse] = left > 0n ? left : 0n;
    }
    winners.push(winner); rates.delete(winner);
    most = [quotient(most, grain), endowment].reduce((one, two) => (compare(two, one) < 0 ? two : one));
    decisions[winner] = { reason: "bought", round: winners.length - market.free.length, payers, most };
  }
}

function rateOf(market, index, purses, grain) {
  let rest = market.election.projects[index].cost * grain, weight = 0n, held = 0n;
  let rich = market.supporters[index].filter(({ purse }) => purses[purse] > 0n);
  for (const { purse, points, number } of rich) { weight += points * number; held += purses[purse] * number; }
  if (held < rest) return { rate: null, held };
  for (;;) {
    const still = rich.filter(({ purse, points }) => purses[purse] * weight >= rest * points);
    if (still.length === rich.length) return { rate: quotient(rest, weight * grain * market.worth(index)) };
    const kept = new Set(still);
    for (const one of rich) {
      if (!kept.has(one)) { rest -= purses[one.purse] * one.number; }
    }
    rich = still;
    weight = rich.reduce((sum, one) => sum + one.points * one.number, 0n);
  }
}

/* One unit more for everybody, again and again. The start is the budget per voter in whole currency units. */
function addOne(election, market, { stop, level: announced, progress }) {
  const supported = [...market.wanted, ...market.free];
  let level = announced ?? election.budget / (election.voters * election.scale);
  let run = buy(market, { top: level * election.scale, bottom: 1n });
  for (;;) {
    const left = election.budget - costOf(election, run.winners), won = new Set(run.winners);
    const losers = supported.filter((index) => !won.has(index));
    const full = stop === "exhaustion" && losers.every((index) => election.projects[index].cost > left);
    const next = !losers.length || full ? null : buy(market, { top: (level + 1n) * election.scale, bottom: 1n });
    if (!next || costOf(election, next.winners) > election.budget) return run;
    if (announced !== undefined) throw new Error(`It does not stop at ${level}.`);
    level += 1n; run = next;
    progress?.(level * election.scale);
  }
}

/* Whether more voters find more of their projects among the popular than among the fair. */
function prefersOther(election, fair, popular) {
  const inFair = new Set(fair), inPopular = new Set(popular);
  let forFair = 0n, forPopular = 0n;
  for (const { points, number } of election.ballots) {
    const balance = points.reduce((sum, [index, one]) => sum + (one > 0n ? inFair.has(index) - inPopular.has(index) : 0), 0);
    if (balance > 0) forFair += number;
    if (balance < 0) forPopular += number;
  }
  return forPopular > forFair;
}

// ---------------------------------------------------------------- Phragmén

/* Every voter earns at the same pace, and supporters buy a project as soon as together they hold its cost; → {winners, decisions}.
 *
 * It stops when one that could be bought does not fit. What nobody supports would be bought at the end of time.
 */
export function phragmen(election, ties) {
  const { projects } = election, winners = [], decisions = [];
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
  const waiting = new Set();
  projects.forEach(({ withdrawn, cost }, index) => {
    if (withdrawn) decisions[index] = { reason: "withdrawn" };
    else if (cost > left) decisions[index] = { reason: "over_budget", short: cost - left };
    else waiting.add(index);
  });
  while (waiting.size) {
    const instants = new Map([...waiting].map((index) => [index, instant(index)]));
    const first = [...instants.values()].reduce((one, two) => (order(two, one) < 0 ? two : one));
    const tied = [...waiting].filter((index) => order(instants.get(index), first) === 0);
    if (tied.some((index) => projects[index].cost > left)) {
      for (const [index, at] of instants) decisions[index] = notEarned(at, first, order, projects[index].cost - left);
      break;
    }
    const bought = tied.reduce((one, two) => (ties[one] < ties[two] ? one : two));
    waiting.delete(bought); winners.push(bought); left -= projects[bought].cost;
    decisions[bought] = { reason: "earned", round: winners.length, at: first ?? { top: 0n, bottom: 1n } };
    if (!first) continue;
    const when = quotient(first.top, first.bottom), finer = when.bottom / gcd(when.bottom, unit);
    unit *= finer;
    times = [...times.map((time) => time * finer), when.top * (unit / when.bottom)];
    for (const { voter } of backing[bought]) emptied[voter] = times.length - 1;
  }
  return { winners, decisions };
}

function notEarned(at, ended, order, short) {
  if (order(at, ended) === 0 && short > 0n) return { reason: "earned_too_late", short };
  return at ? { reason: "not_earned", at, ended } : { reason: "nobody" };
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
