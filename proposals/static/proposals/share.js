// Copies an address, hands it to the system's own sheet, prints; what a browser cannot do stays hidden.

const reveal = (button) => { (button.closest("li") ?? button).hidden = false; };

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  reveal(button);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("[role=status]").textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  const { share: url, title } = button.dataset;
  if (!navigator.share) continue;
  reveal(button);
  button.addEventListener("click", () => navigator.share({ title, url }).catch((error) => {
    if (error.name !== "AbortError") throw error; // somebody thought better of it
  }));
}

for (const button of document.querySelectorAll("[data-print]")) {
  reveal(button);
  button.addEventListener("click", () => print());
}
