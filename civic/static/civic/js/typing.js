// Keeps what people type: warns before a page with unsaved text is left, says at once that a file is too large, saves a
// draft by itself, and has what was sent in the form again if it did not arrive. Without it every form works as a form.
//
// <form data-saves-itself data-saved="Saved at" data-not-saved="Not saved yet">   is sent while somebody writes, without
//   its files and without what stands in a fieldset; the answer says where it goes on, and what stands by then
// <p role="status" data-how-it-is>                                                says how that went
// <input type="file" data-largest="10485760" data-too-large="…">                  bytes, and the sentence
// <p data-way-back hidden><a>Back to the form</a></p>                             on a page that says it did not arrive

const PAUSE = 3000; // ms without a key before a draft is saved

const unsaved = new Set(); // forms with words that no answer has confirmed

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", () => { unsaved.delete(form); keep(form); });
  if ("savesItself" in form.dataset) saveByItself(form);
}

addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });

// --- what is on its way ----------------------------------------------------------------------
//
// A form that was sent is kept in this tab, and with it what others on its page had that was not sent. Back there, they are
// filled in again, by the browser's own button too: where nothing may stay in a cache, not every browser does. Signing out
// clears it.

const KEPT = "typed";
const here = () => location.pathname + location.search; // a draft that saves itself moves on
const leadsTo = (form) => new URL(form.action).pathname;
const isTyped = ({ name, type }) => name && name !== "csrfmiddlewaretoken" && !["file", "password", "submit", "button"].includes(type);

function keep(sent) {
  const forms = [sent, ...unsaved].map((form) => ({ action: leadsTo(form), fields: fieldsOf(form) }));
  try { sessionStorage.setItem(KEPT, JSON.stringify({ page: here(), forms })); } catch { /* no room, or not allowed */ }
}

function fieldsOf(form) {
  const typed = [...form.elements].filter(isTyped).map(({ name }) => name);
  return [...new FormData(form)].filter(([name]) => typed.includes(name));
}

function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const wayBack = document.querySelector("[data-way-back]");
  if (kept && wayBack) {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, isLost: true }));
    wayBack.querySelector("a").href = kept.page;
    wayBack.hidden = false;
    return;
  }
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (kept?.page !== here() || !(kept.isLost || cameBack)) return;
  sessionStorage.removeItem(KEPT);
  for (const [place, { action, fields }] of kept.forms.entries()) {
    const form = [...document.forms].find((each) => each.method === "post" && leadsTo(each) === action);
    if (!form) continue;
    for (const part of [...form.elements].filter(isTyped)) fill(part, fields.filter(([name]) => name === part.name).map(([, text]) => text));
    if (kept.isLost || place) form.dispatchEvent(new Event("input")); // the first of them was sent
  }
}

function fill(part, texts) {
  if (part.type === "checkbox" || part.type === "radio") part.checked = texts.includes(part.value);
  else if (part.multiple) for (const option of part.options) option.selected = texts.includes(option.value);
  else if (texts.length) [part.value] = texts;
}

giveBack();

// --- files -----------------------------------------------------------------------------------

for (const input of document.querySelectorAll("input[type=file][data-largest]")) {
  input.addEventListener("change", () => {
    input.parentElement.querySelector("[data-said]")?.remove();
    const large = [...input.files].find((file) => file.size > Number(input.dataset.largest));
    if (!large) return;
    const words = document.createElement("p");
    words.className = "error";
    words.dataset.said = "";
    words.setAttribute("role", "alert");
    words.textContent = `${large.name} – ${input.dataset.tooLarge}`;
    input.after(words);
    input.value = "";
  });
}

// --- drafts ----------------------------------------------------------------------------------

const pieces = (form) => [...form.querySelectorAll("fieldset [name]")]; // what is added with the next click only

function saveByItself(form) {
  const status = form.querySelector("[data-how-it-is]");
  let waiting = 0, sending = null, hasStopped = false;

  const save = async () => {
    if (sending) await sending;
    if (hasStopped || !unsaved.has(form)) return;
    unsaved.delete(form);
    sending = send(form, status).then((isSaved) => {
      if (!isSaved || pieces(form).some((part) => part.type !== "checkbox" && part.value)) unsaved.add(form);
      hasStopped = isSaved === null;
      sending = null;
    });
  };
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.target.closest("fieldset")) waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    hasStopped = true;
    if (!sending) return;
    const button = event.submitter;
    event.preventDefault(); // what is being saved has to be known before the next is sent
    await sending;
    form.requestSubmit(button);
  });
}

// Whether it was saved; null where trying again is of no use, and the person has to look.
async function send(form, status) {
  const data = new FormData(form);
  for (const part of pieces(form)) data.delete(part.name);
  let said = {}, code = 0;
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    code = answer.status;
    said = await answer.json();
  } catch { /* no connection, or a page that is no answer to this: said below */ }
  status.textContent = code === 200 ? `${form.dataset.saved} ${said.time}` : [form.dataset.notSaved, said.sentence].filter(Boolean).join(" · ");
  if (code === 200) goOn(form, said);
  return code === 200 || (code === 409 || code === 403 ? null : false);
}

function goOn(form, { address, seen }) {
  form.action = address;
  history.replaceState(null, "", address);
  if (!form.elements.seen) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seen" }));
  form.elements.seen.value = seen;
}
