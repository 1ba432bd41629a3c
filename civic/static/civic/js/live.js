// Keeps the figures of every [data-topic] on the page true: over a socket, or by asking again and again.
//
// <article data-topic="kind:42" data-version="7" data-phase="open">
//   <span data-live="count">                              the number called `count` in the message
//   <progress data-live="count" data-live-as="progress" data-live-most="goal">
//                                                         the same as a bar that is full at the number `goal`; with
//                                                         data-words="{n} of {most}", also in these words
//   <span data-live="count" data-live-as="missing" data-live-most="goal" data-none="" data-one="1 more" data-many="{n} more">
//                                                         how many more it takes, in these words
//   <span data-live="days_left" data-live-as="days" data-none="today" data-one="1 day" data-many="{n} days">
//                                                         the number, which the server has counted, in these words
//   <span data-live="phase" data-live-as="label">         what the code in `phase` is called
//   <p data-live-if="open">                               shown while `open` is true
// Nothing here asks the visitor's clock what day or time it is: it may be wrong, and it is not the city's.
// What more a page makes of a message hears the event `live` of the place: {now: the message, before: the phase it had,
// speak}.
// A message is {topic, version, phase, …}; one with an older version is dropped. What a kind's codes are called,
// what is spoken when a number moves and where to ask without a socket stands in #live-words, told by the kind's plug.

const MINUTE = 60_000;
const GLIDE = 700;          // ms a number takes to its new value
const SILENCE = 45_000;     // ms between two sentences to a screen reader
const SILENT = 6_000;       // ms without a line before the page says so
const POLL = 10_000;        // ms between two questions where there is no socket
const MOST = 100;           // topics one socket takes

const words = JSON.parse(document.getElementById("live-words")?.textContent ?? "{}");
const notice = document.getElementById("live-notice");
const voice = document.getElementById("live-voice");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const group = (number) => number?.toLocaleString("en-US") ?? "";
const jitter = (ms) => ms * (0.5 + Math.random());

// --- figures ---------------------------------------------------------------------------------

function fill(place, now) {
  if (now.version < Number(place.dataset.version ?? 0)) return;
  const before = place.dataset.phase;
  const changedPhase = now.phase && before && before !== now.phase;
  place.dataset.version = now.version;
  if (now.phase) place.dataset.phase = now.phase;
  for (const part of place.querySelectorAll("[data-live]")) {
    const { live: name, liveAs: figure = "number" } = part.dataset;
    FIGURES[figure]?.(part, now[name] ?? null, now, name);
  }
  for (const part of place.querySelectorAll("[data-live-if]")) part.hidden = !now[part.dataset.liveIf];
  if (changedPhase) speak(words.phase?.replace("{phase}", label(now, now.phase)), true);
  place.dispatchEvent(new CustomEvent("live", { bubbles: true, detail: { now, before, speak } }));
}

const FIGURES = {
  number(part, value, now, name) {
    const before = part.textContent ? Number(part.textContent.replaceAll(",", "")) : NaN;
    if (before === value) return;
    glide(part, before, value);
    if (topics().length === 1) speak(kindOf(now).spoken?.[name]?.replace("{number}", group(value)));
  },
  progress(part, value, now) {
    const most = now[part.dataset.liveMost];
    part.value = Math.min(value, most);
    part.max = most;
    const said = part.dataset.words?.replace("{n}", group(value)).replace("{most}", group(most));
    if (said) part.setAttribute("aria-valuetext", said);
  },
  missing(part, value, now) { inWords(part, Math.max(0, now[part.dataset.liveMost] - value)); },
  days(part, number) { if (number !== null) inWords(part, number); },
  label(part, code, now, name) { part.dataset[name] = code; part.textContent = label(now, code); },
};

function inWords(part, number) {
  const { none, one, many } = part.dataset;
  part.textContent = number === 0 ? none : number === 1 ? one : many.replace("{n}", group(number));
}

const kindOf = (now) => words.kinds?.[now.topic.split(":")[0]] ?? {};
const label = (now, code) => kindOf(now).labels?.[code] ?? code;

function glide(part, from, to) {
  part.gliding?.();
  if (calm.matches || document.hidden || Number.isNaN(from) || to === null) { part.textContent = group(to); return; }
  const began = performance.now();
  let frame = requestAnimationFrame(function step(time) {
    const way = Math.min(1, Math.max(0, time - began) / GLIDE);
    part.textContent = group(Math.round(from + (to - from) * (1 - (1 - way) ** 3)));
    if (way < 1) frame = requestAnimationFrame(step);
  });
  part.gliding = () => cancelAnimationFrame(frame);
}

// What comes too soon after the last sentence is kept, and the newest of it said once it is quiet again.
let spoke = -SILENCE, kept = 0;
function speak(sentence, atOnce = false) {
  if (!voice || !sentence) return;
  const wait = atOnce ? 0 : spoke + SILENCE - performance.now();
  if (!atOnce) clearTimeout(kept);
  if (wait > 0) kept = setTimeout(say, wait, sentence); else say(sentence);
}

function say(sentence) {
  spoke = performance.now();
  voice.textContent = sentence;
}

function take(now) {
  if (now.error) return;
  latest.set(now.topic, now);
  for (const place of document.querySelectorAll(`[data-topic="${CSS.escape(now.topic)}"]`)) fill(place, now);
}

// --- the line --------------------------------------------------------------------------------

const latest = new Map();
const topics = () => [...new Set([...document.querySelectorAll("[data-topic]")].map((e) => e.dataset.topic))].slice(0, MOST);

// `speaks`: the socket has said something since it was opened. One that is open and silent is no line.
let socket = null, speaks = false, wanted = "", failures = 0, heard = performance.now(), retry = 0, poll = 0, complaint = 0, silence = 0, hiddenSince = 0;

function connect() {
  clearTimeout(retry);
  const names = topics();
  wanted = names.join();
  if (!names.length) return;
  const line = (socket = new WebSocket(address(names)));
  speaks = false;
  clearTimeout(silence);
  silence = setTimeout(unheard, SILENT);
  line.onmessage = (event) => {
    if (line === socket) { speaks = true; failures = 0; clearTimeout(silence); }
    isLive();
    take(JSON.parse(event.data));
  };
  line.onclose = () => { if (line === socket) lost(); };
}

function address(names) {
  const query = new URLSearchParams(names.map((name) => ["topic", name]));
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/?${query}`;
}

function disconnect() {
  const line = socket;
  socket = null;
  speaks = false;
  clearTimeout(retry);
  clearTimeout(silence);
  line?.close();
}

// The line is there, perhaps, and nothing comes over it: the page asks until it does.
function unheard() {
  notLive();
  poll ||= setTimeout(ask, jitter(1000));
}

function lost() {
  socket = null;
  speaks = false;
  clearTimeout(silence);
  failures += 1;
  complaint ||= setTimeout(notLive, SILENT);
  retry = setTimeout(connect, jitter(Math.min(30_000, 500 * 2 ** failures)));
  if (failures > 1 && !poll) poll = setTimeout(ask, jitter(1000));
}

async function ask() {
  const kinds = pollable();
  poll = 0;
  if (!kinds.length || document.hidden || speaks) return;
  poll = setTimeout(ask, jitter(POLL));
  await Promise.all(kinds.map(askFor));
}

// The kinds of topics on the page that can be asked for, each with where, by which name of a key, and the keys.
function pollable() {
  const names = topics();
  const keysOf = (kind) => names.filter((name) => name.startsWith(`${kind}:`)).map((name) => name.slice(kind.length + 1));
  return Object.entries(words.kinds ?? {})
    .map(([kind, { poll }]) => ({ kind, ...poll, keys: keysOf(kind) }))
    .filter(({ url, keys }) => url && keys.length);
}

async function askFor({ kind, url, key, keys }) {
  try {
    const answer = await fetch(`${url}?${new URLSearchParams(keys.map((each) => [key, each]))}`, { credentials: "omit" });
    for (const now of await answer.json()) take({ topic: `${kind}:${now[key]}`, ...now });
    isLive();
  } catch { /* the notice already says it; the next question comes */ }
}

function isLive() {
  heard = performance.now();
  clearTimeout(complaint);
  complaint = 0;
  document.documentElement.dataset.live = "on";
  if (notice) notice.hidden = true;
}

function notLive() {
  document.documentElement.dataset.live = "off";
  if (!notice || !words.stale) return;
  const minutes = Math.max(1, Math.floor((performance.now() - heard) / MINUTE));
  notice.textContent = words.stale.replace("{minutes}", minutes);
  notice.hidden = false;
}

// --- the page --------------------------------------------------------------------------------

// A tab nobody looks at for a minute hangs up; when somebody looks again it asks once, not all at the same moment.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenSince = performance.now();
    setTimeout(() => { if (document.hidden && performance.now() - hiddenSince >= MINUTE) disconnect(); }, MINUTE + 50);
  } else if (!socket) {
    failures = 0;
    clearTimeout(retry);
    retry = setTimeout(connect, jitter(500));
  }
});

// What htmx brings in is filled from what is known, and watched from now on.
document.addEventListener("htmx:afterSettle", () => {
  for (const now of latest.values()) take(now);
  if (topics().join() !== wanted) { disconnect(); connect(); }
});

setInterval(() => { if (document.documentElement.dataset.live === "off") notLive(); }, MINUTE);
connect();
