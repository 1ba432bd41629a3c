// How a page saves itself while it is written, where Wagtail leaves gaps.
const edited = "form[data-edit-form]";
let written = null; // the form in which somebody has written since it was last saved by itself
let isSaving = false; // it is saving by itself
let waiting = null; // the button that was pressed meanwhile
let isSent = false; // by hand; what is saved by itself after that would only come in between

document.addEventListener("w-autosave:save", (event) => {
  if (isSent) return event.preventDefault();
  isSaving = true;
  written = null;
});
for (const end of ["w-autosave:success", "w-autosave:error"]) {
  document.addEventListener(end, () => {
    isSaving = false;
    const button = waiting;
    waiting = null;
    if (!button) return;
    button.disabled = false; // Wagtail has locked it meanwhile
    button.form.requestSubmit(button);
  });
}

// Wagtail compares the form with what stood in it two seconds after the page was opened, and later with what stands in
// it when a save has come back. What was written before that, or meanwhile, it would neither save nor ask about.
for (const kind of ["input", "change", "keydown"]) {
  document.addEventListener(kind, (event) => {
    const isWriting = kind !== "keydown" || event.target.isContentEditable;
    if (event.isTrusted && isWriting) written = event.target.closest(edited) ?? written;
  });
}
document.addEventListener("w-unsaved:watch-edits", () => {
  setTimeout(() => written?.setAttribute("data-w-unsaved-force-value", "true")); // once Wagtail has cleared it
});

// Two saves at once would take each other for somebody else's: the one by hand waits for the other.
document.addEventListener("submit", (event) => {
  if (!event.target.matches(edited) || event.defaultPrevented) return;
  if (isSaving && event.submitter) {
    event.preventDefault();
    waiting = event.submitter;
  } else isSent = true;
});
window.addEventListener("pageshow", () => (isSent = false));

// Why a save by itself was refused, in the language of the page: who is signed out has none the server knows of.
const words = document.querySelector("script[data-signed_out]").dataset;
window.addEventListener("w-autosave:error", ({ detail }) => {
  const why = detail.response?.error_code;
  if (why in words) detail.text = words[why];
}, true);

// A dialogue that was refused says why, above what it asks; Wagtail leaves it standing without a word.
jQuery(document).on("ajaxError", (event, request) => {
  const asked = document.querySelector(".modal.in .modal-body form");
  const page = new DOMParser().parseFromString(request.responseText ?? "", "text/html");
  const refusal = page.querySelector("[data-refusal] p");
  if (!asked || !refusal) return;
  const told = asked.querySelector("[data-refusal]") ?? document.createElement("p");
  Object.assign(told, { className: "help-block help-critical", role: "alert", textContent: refusal.textContent });
  told.dataset.refusal = "";
  asked.prepend(told);
});
