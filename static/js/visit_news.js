// The clerk's page asks every two seconds whether the visitor said something. Only while it is looked at.

const place = document.querySelector("[data-visit-news]");
const POLL = 2_000;
let pressed = false; // a page that is shown anew in the moment of a press would lose it

async function ask() {
  if (!document.hidden) {
    const answer = await fetch(place.dataset.visitNews, { cache: "no-store" }).catch(() => null);
    if (answer?.redirected || (answer && answer.status < 500 && !answer.ok)) return; // signed out, or not theirs any more
    const changed = answer?.ok && (await answer.json()).mark !== place.dataset.mark;
    if (pressed) return;
    if (changed) {
      location.reload();
      return;
    }
  }
  setTimeout(ask, POLL);
}

document.addEventListener("submit", () => { pressed = true; });
setTimeout(ask, POLL);
