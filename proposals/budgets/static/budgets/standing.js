// Moves the bars of a standing when the vote has moved. live.js brings the numbers, in the event `live` of the place
// that has the topic; the words stand in #standing-words. Without scripts the page shows the last standing as it was.
//
// <section data-topic="budget:7" data-zone="Asia/Taipei">   the times of the page are the city's
//   <section data-standing="2" data-amount="500000">        an area; [data-none] while nothing is shown of it
//     <ol class="bars"> <li data-number="12">…               its projects, and between those in and out li.money-line

const words = JSON.parse(document.getElementById("standing-words").textContent);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const GLIDE = 700; // ms
const group = (number) => number.toLocaleString("en-US");

document.addEventListener("live", ({ target, detail: { now, before, speak } }) => {
  if ("reveal" in target.dataset && before && before !== now.phase) { location.reload(); return; }
  let moved = false;
  for (const area of target.querySelectorAll("[data-standing]")) {
    const said = now.standing?.[area.dataset.standing];
    if (said && said.counted_at !== area.dataset.countedAt) moved = show(area, said, target.dataset.zone) || moved;
  }
  if (moved) speak(words.moved.replace("{names}", names(target)));
});

// Show what is said of an area; whether other projects are in than before.
function show(area, said, zone) {
  const list = area.querySelector(".bars"), rows = new Map([...list.querySelectorAll("[data-number]")].map((row) => [row.dataset.number, row]));
  const places = new Map([...list.children].map((row) => [row, row.offsetTop]));
  const most = Math.max(1, ...Object.values(said.votes));
  const inside = new Set(said.winners.map(String));
  const wasInside = [...rows.values()].filter((row) => row.classList.contains("is-in")).map((row) => row.dataset.number);
  const isIn = (number) => inside.has(number) && !("dropped" in rows.get(number).dataset);
  const order = [...rows.keys()].sort((a, b) => isIn(b) - isIn(a) || votes(said, b) - votes(said, a) || a - b);
  for (const number of order) fill(rows.get(number), votes(said, number), most, isIn(number));
  const line = list.querySelector(".money-line");
  line.querySelector("[data-line]").textContent = words.line.replace("{money}", words.symbol + group(area.dataset.amount - said.spent));
  list.append(...order.filter(isIn).map((number) => rows.get(number)), line, ...order.filter((number) => !isIn(number)).map((number) => rows.get(number)));
  const asOf = area.querySelector("[data-as-of]");
  asOf.textContent = words.as_of.replace("{time}", moment(said.counted_at, zone)).replace("{n}", group(said.voters));
  const isFirst = list.hidden;
  list.hidden = asOf.hidden = false;
  area.querySelector("[data-none]").hidden = true;
  area.dataset.countedAt = said.counted_at;
  if (!isFirst) glide(places);
  return order.filter(isIn).sort().join() !== wasInside.sort().join();
}

const votes = (said, number) => said.votes[number] ?? 0;

function fill(row, number, most, isIn) {
  row.classList.toggle("is-in", isIn);
  const bar = row.querySelector("progress"), side = row.querySelector("[data-side]");
  bar.max = most;
  bar.value = number;
  row.querySelector("[data-votes]").textContent = (number === 1 ? words.one : words.many).replace("{n}", group(number));
  if (side) side.textContent = isIn ? words.inside : words.outside;
}

// Rows that have changed places go there, so that the eye can follow; `places`: {row: where it was}.
function glide(places) {
  if (calm.matches || document.hidden) return;
  for (const [row, was] of places) {
    const way = was - row.offsetTop;
    if (way) row.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], { duration: GLIDE, easing: "ease-in-out" });
  }
}

const names = (place) => [...place.querySelectorAll(".bar.is-in > a")].map((link) => link.textContent.trim()).join(words.comma);

function moment(instant, zone) {
  const form = { timeZone: zone, hourCycle: "h23", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(instant));
}
