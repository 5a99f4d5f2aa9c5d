// The visitor's screen asks every two seconds whether there is something else to show, and hides what it shows when nobody answers:
// a device that lies about without a connection must not go on showing somebody's papers.

const POLL = 2_000;
const LOST_AFTER = 5;
let failed = 0;
let pressed = false; // a page that is shown anew in the moment of a press would lose it

function lost(gone) {
  document.querySelector("[data-lost]").hidden = !gone;
  document.querySelector("[data-shown]").hidden = gone;
}

// A clerk who types meanwhile changes the mark and not what is asked: then nothing is taken from under a finger.
async function isSame(mark) {
  const { same } = document.body.dataset;
  const answer = same && (await fetch(location.href, { cache: "no-store" }).catch(() => null));
  if (!answer?.ok) return false;
  const text = await answer.text();
  if (pressed) return true;
  const fresh = /<body[^>]* data-same="([^"]*)"/.exec(text);
  if (fresh?.[1] !== same) return false;
  document.body.dataset.mark = mark;
  return true;
}

async function ask() {
  const answer = await fetch("/counter/screen/news", { cache: "no-store", signal: AbortSignal.timeout(POLL) }).catch(() => null);
  if (pressed) return;
  if (!answer?.ok) {
    failed += 1;
    if (failed >= LOST_AFTER) lost(true);
  } else {
    failed = 0;
    const { mark } = await answer.json();
    if (pressed) return;
    if (mark !== document.body.dataset.mark && !(await isSame(mark))) {
      location.replace("/counter/screen");
      return;
    }
    lost(false);
  }
  setTimeout(ask, POLL);
}

document.addEventListener("submit", () => { pressed = true; });
setTimeout(ask, POLL);
window.addEventListener("pageshow", (event) => event.persisted && location.replace("/counter/screen"));
