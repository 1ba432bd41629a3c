// Suggests titles while somebody types into a box `form[data-suggests]`, as a combobox with a list that arrow keys walk
// through; opens the box at the head with the focus in it, closes it by Esc. Without this file the form is sent.

const PAUSE = 150; // milliseconds without a key
const MOST = 100; // characters that are asked for

function suggest(form) {
  const box = form.querySelector("input");
  const list = document.createElement("ul");
  list.id = `${box.id}-suggested`;
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    box.setAttribute(name, value);
  }
  let chosen = -1;
  let timer = 0;
  let asked = "";

  function show(rows) {
    list.replaceChildren(...rows.map((row, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.role = "option";
      option.dataset.url = row.url;
      const kind = document.createElement("small");
      kind.textContent = ` ${row.kind}`;
      option.append(row.title, kind);
      return option;
    }));
    choose(-1);
    list.hidden = rows.length === 0;
    box.setAttribute("aria-expanded", String(rows.length > 0));
  }

  function choose(number) {
    chosen = number;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
    if (number < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[number].id);
  }

  async function ask() {
    const typed = box.value.trim().slice(0, MOST);
    if (typed === asked) return;
    asked = typed;
    if (!typed) return show([]);
    try {
      const response = await fetch(`${form.dataset.suggests}?q=${encodeURIComponent(typed)}`);
      const rows = response.ok ? await response.json() : [];
      if (typed === asked) show(rows);
    } catch {
      show([]);
    }
  }

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("compositionend", ask);
  box.addEventListener("keydown", (event) => {
    const size = list.hidden ? 0 : list.children.length;
    if (event.isComposing || !size) return;
    if (event.key === "ArrowDown") choose(chosen + 1 < size ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? size - 1 : chosen - 1);
    else if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("blur", () => show([]));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}

document.querySelectorAll("form[data-suggests]").forEach(suggest);

const finder = document.querySelector("details.finder");
finder?.addEventListener("toggle", () => finder.open && finder.querySelector("input").focus());
finder?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !finder.open) return;
  finder.open = false;
  finder.querySelector("summary").focus();
});
