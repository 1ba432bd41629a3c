// The ballot with JavaScript: it says what is still missing, keeps an unfinished choice on the device, and casts a valid
// one at once. One ballot is on its way at a time, and the newest state goes next. Without it the form is a form.
// The button is there only when a valid choice has not been cast: it could not be sent, or was kept from another time.

const form = document.querySelector("form[data-ballot]");
const words = JSON.parse(document.getElementById("ballot-words").textContent);
const { ballot: kind, slip, area, amount, currency, keep } = form.dataset;
const [least, most, points] = [form.dataset.least, form.dataset.most, form.dataset.points].map(Number);
const rows = [...form.querySelectorAll(".ballot-row")].map((row) => ({ row, input: row.querySelector("input, select"), cost: Number(row.dataset.cost) }));
const blank = form.elements.blank, state = form.querySelector("[data-state]"), left = form.querySelector("[data-left]");
const bar = form.querySelector("[data-bar]"), button = form.querySelector("[data-cast]"), stands = form.querySelector("#ballot-stands");
const TRIES = 4;

let cast = form.dataset.voted ? current() : ""; // "": no ballot of this person counts yet
let sending = false, waiting = false, complaint = "";

bar.hidden = kind !== "knapsack";
if (!form.querySelector("#ballot-error")) restore();
form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
say();

function chosen() {
  const marked = rows.filter(({ input }) => !input.disabled && (input.type === "checkbox" ? input.checked : Number(input.value) > 0));
  if (kind === "ranking") marked.sort((one, other) => Number(one.input.value) - Number(other.input.value));
  return marked;
}

function number({ input }) {
  return Number(input.id.slice(2));
}

// The choices as they are sent; "" where nothing is chosen.
function current() {
  const marked = chosen();
  if (blank.checked) return "[]";
  if (!marked.length) return "";
  return JSON.stringify(kind === "points" ? Object.fromEntries(marked.map((one) => [number(one), Number(one.input.value)])) : marked.map(number));
}

function changed(event) {
  complaint = "";
  if (event.target === blank && blank.checked) for (const { input } of rows) clear(input);
  else if (event.target !== blank) blank.checked = false;
  const missing = say();
  store();
  if (!missing && event.type === "change") send();
}

function clear(input) {
  if (input.type === "checkbox") input.checked = false; else input.value = "";
}

// What is missing, "" for a ballot that counts; said beside the money that is left.
function say() {
  const marked = chosen(), spent = marked.reduce((sum, { cost }) => sum + cost, 0);
  const given = kind === "points" ? marked.reduce((sum, { input }) => sum + Number(input.value), 0) : 0;
  bar.value = Math.min(spent, amount);
  left.textContent = remaining(marked.length, amount - spent, points - given);
  const missing = lacking(marked, spent, given);
  const busy = sending || waiting;
  state.textContent = missing ? missing + (cast ? words.until_then : "") : busy ? words.sending : same() ? words.counts : complaint;
  button.hidden = Boolean(missing) || busy || same();
  stands.hidden = !cast || !same();
  return missing;
}

function remaining(number, unspent, ungiven) {
  if (kind === "knapsack") return unspent < 0 ? fill(words.beyond, money(-unspent)) : fill(words.left, money(unspent));
  return kind === "points" ? fill(words.points_left, Math.max(ungiven, 0)) : fill(words.chosen, number);
}

function lacking(marked, spent, given) {
  if (blank.checked) return "";
  if (!marked.length) return words.nothing;
  if (marked.length < least) return fill(words.more, least - marked.length);
  if (marked.length > most) return fill(words.fewer, marked.length - most);
  if (kind === "knapsack" && spent > amount) return words.over;
  if (kind === "points" && given > points) return fill(words.points_over, given - points);
  if (kind === "ranking" && new Set(marked.map(({ input }) => input.value)).size < marked.length) return words.same_place;
  return "";
}

function same() {
  return current() === cast;
}

async function send() {
  if (sending) { waiting = true; return; }
  const now = current();
  if (say() || same()) return;
  sending = true;
  complaint = "";
  say();
  let answer;
  try {
    answer = await post(now, TRIES);
  } catch {
    answer = { sentence: words.failed };
  }
  sending = false;
  if (answer.counted) { cast = now; store(); } else complain(answer);
  if (waiting) { waiting = false; send(); }
  say();
}

async function post(body, tries) {
  const said = `{"slip":${JSON.stringify(slip)},"area":${area || "null"},"choices":${body}}`;
  const answer = await fetch(form.action.split("?")[0], { method: "POST", body: said, keepalive: true, headers: { "Content-Type": "application/json" } });
  if (answer.status === 503 && tries > 1) {
    await new Promise((done) => setTimeout(done, 1500 + 2000 * Math.random()));
    return post(body, tries - 1);
  }
  return answer.json();
}

function complain({ code, sentence }) {
  // A page has to answer: with a new slip, or with the way to a stronger proof. The choice stays on the device.
  if (["expired", "forged", "other", "level_3", "no_age", "not_home"].includes(code)) { form.submit(); return; }
  complaint = sentence;
}

// Only what does not count yet is kept on the device, until it does.
function store() {
  try {
    if (same()) localStorage.removeItem(keep);
    else localStorage.setItem(keep, JSON.stringify([["blank", blank.checked], ...rows.map((one) => [number(one), one.input.type === "checkbox" ? one.input.checked : one.input.value])]));
  } catch { /* a browser that keeps nothing */ }
}

function restore() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(keep)); } catch { /* nothing of ours */ }
  const values = new Map(kept ?? []);
  if (values.has("blank")) blank.checked = values.get("blank");
  for (const one of rows) {
    const value = values.get(number(one));
    if (value === undefined || one.input.disabled) continue;
    if (one.input.type === "checkbox") one.input.checked = value; else one.input.value = value;
  }
}

function money(whole) {
  return currency + whole.toLocaleString("en-US");
}

function fill(sentence, value) {
  return sentence.replace("{n}", value);
}
