/* The rules: by votes, equal shares, Phragmén.
 *
 * Every rule takes an election as `parse` makes it and `ties`, a place for each project: of those that a rule holds equal
 * the lower place comes first. Projects are named by their index. Quotients are exact, {top, bottom} of BigInt; nothing is
 * rounded. `decisions` say for each project why it won or lost: {reason, …}, with the figures of that reason, and
 * where a tie decided {tie: {others, against}}: it was equal to those, and would have fared differently in another order of
 * equals; `against` is the one that makes the difference.
 */

import { complaint } from "./count-words.js";

const NO_SHARE = { top: 0n, bottom: 1n };

// ---------------------------------------------------------------- exact quotients, and what ties decided

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

/* Ties among what was chosen from equals, {chosen, equal}: those that did not win in the end would have, had they come first. */
function tellTies(decisions, choices, won) {
  for (const { chosen, equal } of choices) {
    const lost = equal.filter((index) => !won.has(index));
    for (const index of lost.length ? [chosen, ...lost] : []) {
      const others = equal.filter((each) => each !== index).sort((one, two) => one - two);
      decisions[index] = { ...decisions[index], tie: { others, against: index === chosen ? lost[0] : chosen } };
    }
  }
}

/* Where nobody voted nothing is decided, by any rule. */
export function undecided({ projects }) {
  return { winners: [], decisions: projects.map(({ withdrawn }) => ({ reason: withdrawn ? "withdrawn" : "nobody_voted" })) };
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
    if (support[index] < needed) return needed > 0n ? { reason: "below_threshold", needed } : { reason: "below_zero" };
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
  const consider = (index) => {
    const { cost } = projects[index];
    decisions[index] = against(index) ?? (cost > left ? tooDear(index, cost - left) : null);
    if (decisions[index]) return;
    winners.push(index); groups.charge(projects[index]);
    left -= cost;
    decisions[index] = { reason: "chosen", place: winners.length, left };
  };
  for (const all of ranking(election, ties, support, rule.byCost)) {
    const equals = all.filter((index) => !taken.has(index));
    const hopeful = equals.length > 1 ? equals.filter((index) => !against(index) && projects[index].cost <= left) : [];
    equals.forEach(consider);
    tellEquals(decisions, equals.filter((index) => !projects[index].withdrawn), hopeful);
  }
  return { winners, extra, decisions };
}

/* Each of the hopeful would have won as the first of its equals. */
function tellEquals(decisions, equals, hopeful) {
  const won = (index) => decisions[index].reason === "chosen", lost = hopeful.filter((index) => !won(index));
  for (const index of lost.length ? hopeful : []) {
    const ahead = equals.slice(0, equals.indexOf(index)).filter(won);
    const others = equals.filter((each) => each !== index).sort((one, two) => one - two);
    decisions[index].tie = { others, against: won(index) ? lost[0] : ahead.at(-1) ?? equals[0] };
  }
}

const costOf = (election, winners) => winners.reduce((sum, index) => sum + election.projects[index].cost, 0n);

/* A result below nothing never wins; a share of the ballots is rounded up to what can be given. */
function thresholdOf(election, { threshold = 0n, thresholdShare = NO_SHARE }) {
  const { top, bottom } = thresholdShare, needed = (top * election.voters * election.pointsScale + bottom - 1n) / bottom;
  return [threshold, needed].reduce((one, two) => (one > two ? one : two), 0n);
}

/* The projects from the best down, those together that the rule holds equal; among them the tie rule orders. */
function ranking({ projects }, ties, support, byCost = false) {
  const perCost = (index) => (projects[index].cost ? quotient(support[index], projects[index].cost) : { top: support[index], bottom: 1n });
  const free = (index) => byCost && projects[index].cost === 0n && support[index] > 0n;
  const side = (one, two) => {
    if (free(one) !== free(two)) return free(one) ? -1 : 1;
    return byCost ? compare(perCost(two), perCost(one)) : compare({ top: support[two], bottom: 1n }, { top: support[one], bottom: 1n });
  };
  const order = projects.map((_, index) => index).sort((one, two) => side(one, two) || ties[one] - ties[two]);
  const starts = order.map((_, place) => place).filter((place) => !place || side(order[place - 1], order[place]));
  return starts.map((start, at) => order.slice(start, starts[at + 1]));
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
  let { endowment, winners, decisions } = stop ? addOne(election, market, rule)
    : buy(market, quotient(election.budget, election.voters));
  decisions = election.projects.map((project, index) => market.barred[index] ?? decisions[index] ?? { reason: "nobody" });
  if (rule.thenByVotes) {
    const more = greedy(election, ties, { chosen: winners, support });
    winners = [...winners, ...more.winners];
    more.decisions.forEach((decision, index) => {
      if (decision.reason === "chosen") decisions[index] = { ...decision, reason: "filled_up" };
      else if (decision.tie) decisions[index] = { ...decisions[index], tie: decision.tie };
    });
  }
  if (!rule.comparison) return { winners, endowment, decisions };
  const byVotes = greedy(election, ties, { support }), prefer = preferences(election, winners, byVotes.winners);
  if (prefer.votes > prefer.shares) ({ winners, decisions } = byVotes);
  return { winners, endowment, decisions, prefer };
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
  const choices = [];
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
    if (!best) {
      tellTies(decisions, choices, new Set(winners));
      return { endowment, winners, decisions };
    }
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
    choices.push({ chosen: winner, equal: tied });
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
    if (announced !== undefined) throw complaint([`It does not stop at ${level}.`]);
    level += 1n; run = next;
    progress?.(level * election.scale);
  }
}

/* How many voters find more of their projects among the fair than among the popular, and the other way round. */
function preferences(election, fair, popular) {
  const inFair = new Set(fair), inPopular = new Set(popular);
  let forFair = 0n, forPopular = 0n;
  for (const { points, number } of election.ballots) {
    const balance = points.reduce((sum, [index, one]) => sum + (one > 0n ? inFair.has(index) - inPopular.has(index) : 0), 0);
    if (balance > 0) forFair += number;
    if (balance < 0) forPopular += number;
  }
  return { shares: forFair, votes: forPopular };
}

// ---------------------------------------------------------------- Phragmén

/* Every voter earns at the same pace, and supporters buy a project as soon as together they hold its cost; → {winners, decisions}.
 *
 * It stops when one that could be bought does not fit. What nobody supports would be bought at the end of time, and its
 * reason says so.
 */
export function phragmen(election, ties) {
  const { projects } = election, winners = [], decisions = [], choices = [];
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
    choices.push({ chosen: bought, equal: tied });
    decisions[bought] = first ? { reason: "earned", round: winners.length, at: first } : { reason: "unsupported", round: winners.length };
    if (!first) continue;
    const when = quotient(first.top, first.bottom), finer = when.bottom / gcd(when.bottom, unit);
    unit *= finer;
    times = [...times.map((time) => time * finer), when.top * (unit / when.bottom)];
    for (const { voter } of backing[bought]) emptied[voter] = times.length - 1;
  }
  tellTies(decisions, choices, new Set(winners));
  return { winners, decisions };
}

function notEarned(at, ended, order, short) {
  if (!at) return { reason: "nobody" };
  return order(at, ended) === 0 && short > 0n ? { reason: "earned_too_late", short } : { reason: "not_earned", at, ended };
}
