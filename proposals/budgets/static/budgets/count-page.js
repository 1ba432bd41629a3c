/* A visitor's file, counted in a worker of this page and shown. Nothing leaves the browser.
 *
 * Whatever goes wrong, the choice of a rule and the last count stay where they are.
 */

import { fill, grouped, headerName, money, percent, phraseIn, readAs, remarkIn, why } from "./count-words.js";

const words = JSON.parse(document.getElementById("count-words").textContent), say = words.page;
const form = document.getElementById("counting"), input = form.querySelector("input[type=file]"), rule = form.elements.rule, seed = form.elements.seed;
const busy = document.getElementById("busy"), voice = document.getElementById("count-voice");
const fault = document.getElementById("count-fault"), shown = document.getElementById("found");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SHORT = 300; // ms: a count that is quicker needs no word of progress

let worker = null, counting = false, patience = 0;
let file = null, number = 0; // the file that was chosen last
let left = []; // the names of files that came with it and are not counted
let counted = ""; // the name of the file whose count is shown

form.hidden = false;
rule.addEventListener("change", () => { explain(); count(); });
seed.addEventListener("change", () => count());
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("click", () => { input.value = ""; }); // the same file, mended, may be chosen again
input.addEventListener("change", () => { if (input.files.length) take(input.files[0]); });
form.querySelector("[data-try]").addEventListener("click", takeExample);
busy.querySelector("[data-stop]").addEventListener("click", () => { hangUp(); speak(say.stopped); rule.focus(); });
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(kind, dragged);
explain();
takeLinked();

// ---------------------------------------------------------------- what the visitor does

function explain() {
  document.getElementById("rule-words").textContent = rule.selectedOptions[0].dataset.explanation;
}

function dragged(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault(); // a file that misses the box does not replace the page
  const leaves = event.type === "drop" || (event.type === "dragleave" && !event.relatedTarget);
  form.querySelector(".drop").classList.toggle("is-over", !leaves);
  if (event.type === "drop" && event.dataTransfer.files.length) take(...event.dataTransfer.files);
}

function takeExample() {
  return fetched(form.dataset.example, "example.pb");
}

/* The file of a count of this site, which its page leads here with. */
function takeLinked() {
  const path = new URLSearchParams(location.search).get("file") ?? "";
  if (!/^(\/[a-z-]+)?\/budgets\/\d+(\/area-\d+)?\.pb$/.test(path)) return;
  seed.value = new URLSearchParams(location.search).get("seed") ?? "";
  fetched(path, path.replace(/^.*?budgets\//, "budget-").replace("/", "-"));
}

async function fetched(address, name) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    take(new File([await answer.blob()], name));
  } catch {
    complain(fill(say.unreadable, { file: name }));
  }
}

/* Only the first of several files is counted, and the page says so. */
function take(chosen, ...others) {
  file = chosen; number++;
  left = others.map(({ name }) => name);
  count(() => rule.closest(".box").scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" }));
}

// ---------------------------------------------------------------- the worker

function count(then = () => {}) {
  if (!file) return;
  if (counting) hangUp();
  const { name } = file;
  worker ??= new Worker(form.dataset.worker, { type: "module" });
  worker.onmessage = ({ data }) => heard(data, name, then);
  worker.onerror = () => { hangUp(); complain(fill(say.broken, { file: name })); };
  begin(name);
  worker.postMessage({ number, file, rule: rule.value, seed: seed.value.trim() });
}

function heard({ reading, adding, town, found, fault: wrong, unreadable }, name, then) {
  if (reading !== undefined) progress(fill(say.reading, { file: name, percent: Math.floor(100 * reading) }), 100 * reading);
  else if (adding !== undefined) progress(fill(say.adding, { file: name, endowment: money(adding, town, words) }));
  else {
    end();
    if (found) { show(town, found, name); then(); }
    else if (unreadable) complain(fill(say.unreadable, { file: name }));
    else complain(fill(wrong.line ? say.line : say.fault, { file: name, line: wrong.line, fault: phraseIn(wrong.phrase, words.faults) }));
  }
}

function begin(name) {
  counting = true;
  fault.replaceChildren();
  speak("");
  if (left.length) notice(fill(say.one_file, { file: name, others: left.join(words.separators.list) }), "is-warning");
  progress(fill(say.counting, { file: name }));
  patience = setTimeout(() => { busy.hidden = false; speak(busy.querySelector("[data-busy]").textContent); }, SHORT);
}

function progress(sentence, done) {
  const bar = busy.querySelector("progress");
  busy.querySelector("[data-busy]").textContent = sentence;
  bar.setAttribute("aria-valuetext", sentence);
  if (done === undefined) bar.removeAttribute("value"); else bar.value = done;
}

function end() {
  counting = false;
  clearTimeout(patience);
  busy.hidden = true;
}

function hangUp() {
  worker?.terminate();
  worker = null;
  end();
}

function speak(sentence) {
  voice.textContent = sentence;
}

function complain(sentence) {
  notice(sentence, "is-wrong", shown.hidden ? "" : fill(say.kept, { file: counted }));
  fault.scrollIntoView({ block: "nearest" });
}

function notice(sentence, kind, kept = "") {
  const told = write(cloned("fault-form"), { fault: sentence, kept });
  told.querySelector(".notice").classList.add(kind);
  if (!kept) told.querySelector("[data-kept]").remove();
  fault.append(told);
}

// ---------------------------------------------------------------- what came of it

const cloned = (id) => document.getElementById(id).content.cloneNode(true);

function write(place, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const part of place.querySelectorAll(`[data-${name}]`)) part.textContent = text;
  }
  return place;
}

const stretch = (bar, share) => bar.style.setProperty("--share", `${Math.min(100, share)}%`);

function show(town, found, name) {
  const most = found.support.reduce((one, two) => (two > one ? two : one), 1n);
  const all = { amount: (value) => money(value, town, words), won: new Set(found.winners), town, found, most };
  const [spent, budget] = [all.amount(found.spent), all.amount(town.budget)];
  const page = write(cloned("found-form"), {
    facts: `${name} · ${fill(say.facts, { ballots: grouped(town.voters), projects: grouped(BigInt(town.projects.length)) })}`,
    title: town.title || name, spent, share: fill(say.spent, { share: percent(found.spent, town.budget), budget }),
    support: town.countsPoints ? say.points : say.votes, ...reading(all),
    remarks: found.remarks.length ? fill(say.remarks, { number: found.remarks.length }) : say.no_remarks,
  });
  page.querySelector("[data-remark-list]").append(...found.remarks.map(remarkItem));
  if (typeof found.agrees === "boolean") mark(page.querySelector("[data-reading]"), found.agrees);
  const groups = inGroups(all);
  page.querySelector("[data-ribbon]").append(...groups.won.map((index) => {
    const part = document.createElement("span");
    stretch(part, percent(town.projects[index].cost, town.budget));
    return part;
  }));
  page.querySelector("table").append(group(groups.won, say.chosen, all), group(groups.lost, say.lost, all));
  page.querySelector("table tbody").classList.add("is-won");
  counted = name;
  shown.replaceChildren(page);
  shown.hidden = false;
  const done = fill(say.done, { won: groups.won.length, projects: town.projects.length, spent, budget });
  speak([done, ...(found.remarks.length ? [fill(say.remarks_below, { number: found.remarks.length })] : [])].join(words.separators.sentences));
}

/* With its line, where the words do not tell it. */
function remarkItem(remark) {
  const item = document.createElement("li"), told = remark.line === null || "where" in remark.figures;
  item.textContent = (told ? "" : fill(say.remark_line, { line: remark.line })) + remarkIn(remark, words);
  return item;
}

function mark(notice, isGood) {
  const drawing = notice.querySelector("use");
  notice.classList.add(isGood ? "is-good" : "is-warning");
  drawing.setAttribute("href", drawing.getAttribute("href").replace("#info", isGood ? "#check" : "#alert"));
}

/* Which rule it was, and what was published. */
function reading({ town, found, amount, won }) {
  const sentences = found.reading
    ? [fill(say.read_as, { header: headerName(found.header, words), reading: readAs(found.reading, words) })]
    : [rule.selectedOptions[0].text + words.separators.end];
  if (found.seed) sentences.push(fill(say.seed, { seed: found.seed }));
  if (found.endowment) sentences.push(fill(say.endowment, { endowment: amount(found.endowment) }));
  return { rule: sentences.join(words.separators.sentences), agrees: compared(town, found, won) };
}

function compared({ projects, selected }, { agrees }, won) {
  if (!selected.size) return say.unpublished;
  if (agrees !== undefined) return agrees ? words.agrees : words.differs;
  const different = projects.filter(({ id }) => differs(id, { selected }, won)).length;
  return different ? fill(say.different, { number: different }) : words.agrees;
}

/* Whether a project fares differently from what was published; an award beyond the rule is neither. */
const differs = (id, { selected }, won) => selected.size > 0 && (won.has(id) ? !selected.has(id) : selected.get(id) === 1n);

/* The winners as they were chosen, the others from the most votes down. */
function inGroups({ town: { projects }, found, won }) {
  const at = new Map(projects.map(({ id }, index) => [id, index]));
  const lost = projects.map((_, index) => index).filter((index) => !won.has(projects[index].id));
  lost.sort((one, two) => (found.support[one] < found.support[two] ? 1 : found.support[one] > found.support[two] ? -1 : 0));
  return { won: found.winners.map((id) => at.get(id)), lost };
}

function group(indices, heading, all) {
  const body = write(cloned("group-form"), { group: fill(heading, { number: indices.length }) }).firstElementChild;
  body.append(...indices.map((index) => row(index, all)));
  return body;
}

function row(index, { town, found, won, amount, most }) {
  const { id, name, cost } = town.projects[index], costShare = percent(cost, town.budget);
  const line = write(cloned("row-form"), {
    name: name || id, id: name ? `#${id}` : "", why: why(found, index, town, words),
    published: !differs(id, town, won) ? "" : won.has(id) ? say.was_lost : say.was_chosen,
    support: town.countsPoints ? say.points : say.votes, votes: grouped(found.support[index], found.unit),
    cost: amount(cost), "cost-share": fill(say.share, { share: costShare }),
  });
  stretch(line.querySelector("[data-votes-bar]"), percent(found.support[index], most));
  stretch(line.querySelector("[data-cost-bar]"), costShare);
  return line;
}
