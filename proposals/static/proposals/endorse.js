// Endorses through the fast door and says the number in place. Whatever goes wrong, the form still works as a form.

const form = document.querySelector("form[data-slip]");
// What the page itself says better: it is too old, or shows what in the reason must be confirmed first.
const FOR_THE_PAGE = new Set(["expired", "forged", "other", "personal_data"]);
const TRIES = 3;

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    settle(await send(TRIES));
  } catch {
    form.submit(); // no answer from the door: the way without JavaScript
  } finally {
    button.disabled = false;
    form.removeAttribute("aria-busy");
  }
});

async function send(tries) {
  const { reason, county, district } = form.elements;
  const confirmed = Array.from(form.querySelectorAll("[name=confirmed]:checked"), (box) => box.value);
  const said = { reason: reason.value, county: county.value, district: district.value, confirmed };
  const body = JSON.stringify({ slip: form.dataset.slip, ...said });
  const answer = await fetch(form.action, { method: "POST", body, keepalive: true, headers: { "Content-Type": "application/json" } });
  if (answer.status === 503 && tries > 1) {
    await new Promise((done) => setTimeout(done, 1500 + 2000 * Math.random()));
    return send(tries - 1);
  }
  return answer.json();
}

function settle(said) {
  if (said.number) {
    const words = show("[data-endorsed]", ".number", said.number.toLocaleString("en-US"));
    for (const part of document.querySelectorAll("[data-once-endorsed]")) {
      part.textContent = part.dataset.onceEndorsed;
      part.classList.replace("call", "second");
    }
    const own = ownVoice(said.number);
    form.parentElement.replaceChildren(words);
    words.focus();
    showVoices(said.number, own);
  } else if (FOR_THE_PAGE.has(said.code)) {
    form.submit();
  } else {
    form.querySelector(".notice")?.remove();
    const words = show("[data-not-endorsed]", ".sentence", said.sentence);
    form.prepend(words);
    words.focus();
  }
}

// The list as everybody finds it by now, and in it what was just endorsed, however young the list is.
async function showVoices(number, own) {
  const section = document.querySelector("#voices");
  try {
    const page = await fetch(location.pathname).then((answer) => answer.text());
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#voices");
    if (fresh) section.replaceChildren(...fresh.childNodes);
  } catch { /* the list stays as it was, with one's own entry */ }
  if (section.querySelector(`[data-number="${number}"]`)) return;
  let list = section.querySelector("ol");
  if (!list) {
    list = Object.assign(document.createElement("ol"), { className: "voices", reversed: true });
    section.querySelector("h2").nextElementSibling.replaceWith(list);
  }
  list.prepend(own);
}

function ownVoice(number) {
  const { reason, county, district } = form.elements;
  const own = document.querySelector("[data-own-voice]").content.firstElementChild.cloneNode(true);
  const chosen = (select) => (select.value ? select.selectedOptions[0].text : "");
  const place = own.querySelector(".place");
  const between = district.value ? place.dataset.between : "{county}";
  own.dataset.number = number;
  own.querySelector(".voice-number b").replaceWith(number.toLocaleString("en-US"));
  place.textContent = between.replace("{district}", chosen(district)).replace("{county}", chosen(county));
  if (!place.textContent) place.remove();
  const words = own.querySelector(".voice-reason");
  for (const line of reason.value.trim().split("\n")) words.append(line, document.createElement("br"));
  if (!reason.value.trim()) words.remove(); else words.lastChild.remove();
  return own;
}

function show(template, place, text) {
  const words = document.querySelector(template).content.firstElementChild.cloneNode(true);
  words.querySelector(place).textContent = text;
  words.tabIndex = -1;
  return words;
}
