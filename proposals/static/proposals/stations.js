// The stations move while one watches: when the phase changes they are read anew from the page itself, by each
// watcher at a moment of their own.

const WITHIN = 5_000; // ms over which those who watch together spread

document.addEventListener("live", ({ target, detail: { now, before } }) => {
  const isOfThisPage = target.closest(".standing");
  if (isOfThisPage && now.phase && before && now.phase !== before) setTimeout(read, Math.random() * WITHIN);
});

async function read() {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return; // they stay as they are; the next page has them
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const stations = page.querySelector(".milestones");
  if (stations) document.querySelector(".milestones")?.replaceWith(stations);
}
