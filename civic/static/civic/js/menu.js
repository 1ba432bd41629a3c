// Closes the menu by Esc, and hands the focus back to what opened it. Without this file the menu opens and closes by its
// own button.

const menu = document.querySelector("details.menu");

menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
