// Who else has this draft open, and what somebody saved since this page was drawn. Asks only while the page is looked at; the
// address keeps no session alive.

const line = document.querySelector("[data-together]");
const EVERY = 10_000;
let timer;

async function ask() {
  clearTimeout(timer);
  if (!document.hidden) {
    const answer = await fetch(line.dataset.together, { cache: "no-store" }).catch(() => null);
    if (answer?.redirected || (answer && answer.status < 500 && !answer.ok)) return; // signed out, or theirs no more
    const words = answer?.ok ? await answer.text() : line.textContent;
    if (words !== line.textContent) line.textContent = words; // read aloud once
  }
  timer = setTimeout(ask, EVERY);
}
ask();
document.addEventListener("visibilitychange", () => document.hidden || ask());
