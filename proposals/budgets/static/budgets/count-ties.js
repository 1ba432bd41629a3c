/* The written tie rule: the lower cost first, then more votes (points, where points are given), then the lot, which is the
 * SHA-256 of "seed:project_id", the smaller first. */

/* For each project its place in the tie rule. */
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

/* Which part of the tie rule sets two projects apart: "cost", "votes" or "lot". */
export function decidedBy({ projects, scores }, one, other) {
  if (projects[one].cost !== projects[other].cost) return "cost";
  return scores[one] !== scores[other] ? "votes" : "lot";
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
