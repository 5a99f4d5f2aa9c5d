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
  const text = same ? await read(location.href).catch(() => null) : null;
  if (text === null) return false;
  if (pressed) return true;
  const fresh = /<body[^>]* data-same="([^"]*)"/.exec(text);
  if (fresh?.[1] !== same) return false;
  document.body.dataset.mark = mark;
  return true;
}

// A body that breaks off or comes too late is an answer that failed: polling goes on.
async function read(address, options = {}) {
  const answer = await fetch(address, { cache: "no-store", ...options });
  return answer.ok ? answer.text() : null;
}

async function currentMark() {
  const text = await read("/counter/screen/news", { signal: AbortSignal.timeout(POLL) });
  return text === null ? null : JSON.parse(text).mark;
}

async function ask() {
  const mark = await currentMark().catch(() => null);
  if (pressed) return;
  if (mark === null) {
    failed += 1;
    if (failed >= LOST_AFTER) lost(true);
  } else {
    failed = 0;
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
