/* The limits that a file sets its own ballots, and which ballots break them; those are not counted.
 *
 * META has min_ and max_ of `length` (projects on a ballot), `sum_cost`, `points` (each) and `sum_points`. The kind of ballot
 * sets some by itself: choose-1 has one project, a knapsack costs at most the budget, cumulative points are not below 0. A
 * blank ballot breaks none.
 */

import { shown } from "./count-letters.js";
import { orNull, plain, sure } from "./count-numbers.js";

const MEASURES = ["length", "sum_cost", "points", "sum_points"];
const KNOWN = new Set([
  ...MEASURES.flatMap((measure) => [`min_${measure}`, `max_${measure}`]),
  "min_project_score_threshold",
]);
const FINEST = 10n ** 9n; // bounds are kept in parts of it

/* → {limits: [{measure, sign, bound, told}], remarks}. `sign` is 1n where more than the bound breaks it, -1n where less does. */
export function limitsOf({ header, kind, meta, givesPoints }) {
  const limits = [], remarks = [];
  for (const measure of MEASURES) {
    const [low, high] = [readLimit("min", measure), readLimit("max", measure)];
    if (low && high && low.bound > high.bound) {
      const figures = { least: `min_${measure}`, most: `max_${measure}`, low: plain(low.bound, FINEST), high: plain(high.bound, FINEST) };
      remarks.push({ line: low.line, code: "limits_cross", figures });
    } else limits.push(...[low, high].filter(Boolean));
  }
  for (const [key, { value, line }] of header) {
    if (value && /^(min|max)_/.test(key) && !KNOWN.has(key)) {
      remarks.push({ line, code: "limit_unknown", figures: { key: shown(key), text: shown(value) } });
    }
  }
  return { limits: [...limits, ...ofTheKind()], remarks };

  function readLimit(prefix, measure) {
    const key = `${prefix}_${measure}`, text = meta(key), line = header.get(key)?.line;
    if (!text || (measure.includes("points") && !givesPoints)) return null;
    const bound = orNull(sure, text, FINEST), sign = prefix === "max" ? 1n : -1n;
    if (bound === null || (prefix === "max" && bound <= 0n && measure !== "points")) {
      remarks.push({ line, code: "limit_unread", figures: { key, text: shown(text) } });
      return null;
    }
    return { measure, sign, bound, told: `${key} = ${plain(bound, FINEST)}`, line };
  }

  function ofTheKind() {
    if (kind === "choose-1") return [{ measure: "length", sign: 1n, bound: FINEST, told: "vote_type = choose-1" }];
    if (kind === "knapsack" && !meta("max_sum_cost")) {
      return [{ measure: "sum_cost", sign: 1n, bound: sure(meta("budget"), FINEST), told: "vote_type = knapsack" }];
    }
    if (kind === "cumulative" && givesPoints && !meta("min_points")) {
      return [{ measure: "points", sign: -1n, bound: 0n, told: "min_points = 0" }];
    }
    return [];
  }
}

/* For each limit that is broken, the papers that break it; → a Map. */
export function brokenBy(papers, limits, { projects, scale, pointsScale }) {
  const costs = new Map(projects.map(({ id, cost }) => [id, cost])), broken = new Map();
  const sum = (numbers) => numbers.reduce((one, two) => one + two, 0n);
  for (const paper of limits.length ? papers : []) {
    const named = [...new Set(paper.ids)], points = paper.points ?? [];
    if (!named.length) continue;
    const values = {
      length: [[BigInt(named.length)], 1n], sum_cost: [[sum(named.map((id) => costs.get(id)))], scale],
      points: [points, pointsScale], sum_points: [[sum(points)], pointsScale],
    };
    for (const limit of limits) {
      const [numbers, unit] = values[limit.measure];
      if (!numbers.some((value) => limit.sign * value * FINEST > limit.sign * limit.bound * unit)) continue;
      broken.set(limit, [...(broken.get(limit) ?? []), paper]);
    }
  }
  return broken;
}
