// Looks whether the service answers, and says so while it does not; then the page comes anew. The address asked knows nobody,
// so it keeps no session alive.

const away = document.querySelector("[data-line]");
const EVERY = 5000;
let missed = false;

async function look() {
  clearTimeout(timer);
  const answer = await fetch(away.dataset.line, { cache: "no-store", signal: AbortSignal.timeout(EVERY) }).catch(() => null);
  if (answer?.ok) {
    if (missed) return location.reload();
  } else {
    missed = true;
    away.hidden = false;
  }
  timer = setTimeout(look, EVERY);
}
let timer = setTimeout(look, EVERY);
window.addEventListener("online", look);
window.addEventListener("offline", look);
