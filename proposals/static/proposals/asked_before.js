// Shows below the title, at each pause in writing it, which proposals say much the same (`data-asked-before`: the address
// that tells), and asks how this one differs (`data-differs`). Without this file they are shown beside the saved draft.

const PAUSE = 700; // milliseconds without a key
const LEAST = 4; // characters of a title

const place = document.querySelector("[data-asked-before]");
const differs = document.querySelector("[data-differs]");
const title = document.querySelector("[name=title]");
let timer = 0;
let asked = "";

async function ask() {
  const typed = title.value.trim();
  if (typed === asked || typed.length < LEAST) return;
  asked = typed;
  try {
    const response = await fetch(`${place.dataset.askedBefore}?title=${encodeURIComponent(typed.slice(0, 200))}`);
    if (!response.ok || typed !== asked) return;
    place.innerHTML = await response.text();
    show();
  } catch {
    // The draft's own page shows them.
  }
}

function show() {
  differs.hidden = !place.textContent.trim() && !differs.querySelector("textarea").value;
}

if (place && title) {
  title.closest(".field").after(place, differs);
  show();
  ask();
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
