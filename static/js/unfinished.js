// What an author types is kept on the server for them alone, after a rest and when the page is hidden; the lamp shows it (lamp.js), and
// typed.js keeps in this browser what has not arrived. It is saved by the button only.

const form = document.querySelector("form[data-unfinished]");
const REST = 3000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 20_000;
const MORE = [413, 429]; // too long, too often: less of it may be kept
const lamp = (state, more) => document.dispatchEvent(new CustomEvent("lamp", { detail: { state, ...more } }));

function keepUnfinished() {
  const typed = form.elements.typed;
  const written = () => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "typed")).toString();
  let kept = written();
  let under = null;
  let failed = 0;
  let over = false;
  let timer;

  async function keep() {
    clearTimeout(timer);
    const now = written();
    if (under || over || now === kept) return;
    document.dispatchEvent(new Event("saving"));
    const body = new URLSearchParams(`${now}&typed=${typed.value}`);
    under = fetch(form.dataset.unfinished, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    const answer = await under;
    if (answer?.ok) {
      typed.value = await answer.text();
      kept = now;
    }
    under = null;
    if (answer?.ok) {
      failed = 0;
      document.dispatchEvent(new CustomEvent("saved"));
      if (written() !== kept) timer = setTimeout(keep, REST);
    } else if (!answer || answer.status >= 500) {
      const wait = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failed++);
      lamp("away", { wait });
      timer = setTimeout(keep, wait);
    } else {
      over = !MORE.includes(answer.status); // somebody else's window, or the session ended (a redirect reads as 0)
      lamp(answer.status === 409 ? "elsewhere" : "unsaved");
    }
  }

  form.addEventListener("input", () => {
    if (failed) return; // it goes by itself
    clearTimeout(timer);
    timer = setTimeout(keep, REST);
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  // Saved for good after what is on its way, so that this is not kept after the other.
  form.addEventListener("submit", (event) => {
    over = true;
    clearTimeout(timer);
    if (!under) return;
    event.preventDefault();
    under.finally(() => setTimeout(() => form.requestSubmit(event.submitter)));
  });
  form.addEventListener("unsent", () => {
    over = false;
    timer = setTimeout(keep, REST);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) over = false; });
}
if (form) keepUnfinished();
