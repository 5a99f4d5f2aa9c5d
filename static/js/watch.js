// A page that two people share comes anew when the other one did something. Asks only while it is looked at; what is told
// by `role=status` is read aloud after the change, and the focus stays where it was.

const told = document.getElementById("watch");
let news = told.dataset.news;
const EVERY = 4_000;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(told.dataset.watch).catch(() => null);
  if (!answer || answer.status >= 500) return; // no line: it asks again
  if (!answer.ok || answer.redirected) return location.replace(told.dataset.over); // sent, thrown away, or signed out
  const now = (await answer.json()).news;
  if (now === news) return;
  news = now;
  const page = await fetch(location.href).catch(() => null);
  if (!page) return location.reload();
  if (page.redirected) return location.replace(page.url);
  const text = await page.text();
  const main = new DOMParser().parseFromString(text.slice(text.indexOf("<main")), "text/html").querySelector("main");
  const pressed = document.activeElement?.closest("main") && document.activeElement.value;
  document.getElementById("main").replaceWith(document.adoptNode(main));
  const same = pressed && [...main.querySelectorAll("button")].find((button) => button.value === pressed);
  (same || main.querySelector("[role=status]") || main).focus?.();
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
