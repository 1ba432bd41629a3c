// Keeps the figures of every [data-topic] on the page true: over a socket, or by asking again and again.
//
// <article data-topic="proposal:42" data-version="7" data-phase="collecting">
//   [data-live="count|phase|days|threshold|progress"] are filled, [data-live-if="open"] is shown or hidden.
// A message is {topic, version, count, phase, open, …}; one with an older version is dropped.

const MINUTE = 60_000, DAY = 86_400_000;
const GLIDE = 700;          // ms a number takes to its new value
const SILENCE = 45_000;     // ms between two sentences to a screen reader
const SILENT = 6_000;     // ms without a line before the page says so
const POLL = 10_000;        // ms between two questions where there is no socket
const MOST = 100;           // topics one socket takes

const words = JSON.parse(document.getElementById("live-words")?.textContent ?? "{}");
const notice = document.getElementById("live-notice");
const voice = document.getElementById("live-voice");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const group = (number) => number.toLocaleString("en-US");
const jitter = (ms) => ms * (0.5 + Math.random());

// --- figures ---------------------------------------------------------------------------------

function fill(place, now) {
  if (now.version < Number(place.dataset.version ?? 0)) return;
  const changedPhase = place.dataset.phase && place.dataset.phase !== now.phase;
  place.dataset.version = now.version;
  place.dataset.phase = now.phase;
  for (const part of place.querySelectorAll("[data-live]")) FIGURES[part.dataset.live]?.(part, now);
  for (const part of place.querySelectorAll("[data-live-if]")) part.hidden = !now[part.dataset.liveIf];
  if (changedPhase) speak(words.phase?.replace("{phase}", phaseLabel(now)), true);
}

const FIGURES = {
  count(part, now) {
    const before = Number(part.textContent.replaceAll(",", ""));
    if (before === now.count) return;
    glide(part, before, now.count);
    if (topics().length === 1) speak(words.count?.replace("{count}", group(now.count)));
  },
  progress(part, now) { part.value = Math.min(now.count, now.threshold); part.max = now.threshold; },
  threshold(part, now) { part.textContent = now.threshold === null ? "" : group(now.threshold); },
  days(part, now) { part.textContent = daysLeft(now); },
  phase(part, now) { part.dataset.phase = now.phase; part.textContent = phaseLabel(now); },
};

const phaseLabel = (now) => words.phases?.[now.topic.split(":")[0]]?.[now.phase] ?? now.phase;

const daysLeft = (now) => (now.closes_at ? Math.max(0, Math.ceil((Date.parse(now.closes_at) - Date.now()) / DAY)) : "");

function glide(part, from, to) {
  part.gliding?.();
  if (calm.matches || document.hidden || Number.isNaN(from)) { part.textContent = group(to); return; }
  const began = performance.now();
  let frame = requestAnimationFrame(function step(time) {
    const way = Math.min(1, Math.max(0, time - began) / GLIDE);
    part.textContent = group(Math.round(from + (to - from) * (1 - (1 - way) ** 3)));
    if (way < 1) frame = requestAnimationFrame(step);
  });
  part.gliding = () => cancelAnimationFrame(frame);
}

let spoke = 0;
function speak(sentence, atOnce = false) {
  if (!voice || !sentence || (!atOnce && Date.now() - spoke < SILENCE)) return;
  spoke = Date.now();
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

let socket = null, wanted = "", failures = 0, heard = Date.now(), retry = 0, poll = 0, complaint = 0, hiddenSince = 0;

function connect() {
  clearTimeout(retry);
  const names = topics();
  wanted = names.join();
  if (!names.length) return;
  const line = (socket = new WebSocket(address(names)));
  line.onopen = () => { failures = 0; };
  line.onmessage = (event) => { isLive(); take(JSON.parse(event.data)); };
  line.onclose = () => { if (line === socket) lost(); };
}

function address(names) {
  const query = new URLSearchParams(names.map((name) => ["topic", name]));
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/?${query}`;
}

function disconnect() {
  const line = socket;
  socket = null;
  clearTimeout(retry);
  line?.close();
}

function lost() {
  socket = null;
  failures += 1;
  complaint ||= setTimeout(notLive, SILENT);
  retry = setTimeout(connect, jitter(Math.min(30_000, 500 * 2 ** failures)));
  if (failures > 1 && !poll) poll = setTimeout(ask, jitter(1000));
}

async function ask() {
  const ids = topics().filter((name) => name.startsWith("proposal:")).map((name) => ["id", name.slice(9)]);
  poll = 0;
  if (!ids.length || document.hidden || socket?.readyState === WebSocket.OPEN) return;
  poll = setTimeout(ask, jitter(POLL));
  try {
    const answer = await fetch(`/proposals/status.json?${new URLSearchParams(ids)}`, { credentials: "omit" });
    for (const now of await answer.json()) take({ topic: `proposal:${now.id}`, ...now });
    isLive();
  } catch { /* the notice already says it; the next question comes */ }
}

function isLive() {
  heard = Date.now();
  clearTimeout(complaint);
  complaint = 0;
  document.documentElement.dataset.live = "on";
  if (notice) notice.hidden = true;
}

function notLive() {
  document.documentElement.dataset.live = "off";
  if (!notice || !words.stale) return;
  const time = new Date(heard).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  notice.textContent = words.stale.replace("{time}", time);
  notice.hidden = false;
}

// --- the page --------------------------------------------------------------------------------

// A tab nobody looks at for a minute hangs up; when somebody looks again it asks once, not all at the same moment.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenSince = Date.now();
    setTimeout(() => { if (document.hidden && Date.now() - hiddenSince >= MINUTE) disconnect(); }, MINUTE + 50);
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

setInterval(() => { for (const now of latest.values()) take(now); }, MINUTE); // days pass without a message
connect();
