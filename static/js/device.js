// What only the browser knows of itself. Nothing is sent.

const SLOW = 5 * 60_000; // what the page says by hand, too

function show(name, state) {
  for (const row of document.querySelectorAll(`[data-check="${name}"] [data-state]`)) row.hidden = row.dataset.state !== state;
}

function keeps() {
  try {
    localStorage.setItem("device-check", "1");
    localStorage.removeItem("device-check");
    return "serviceWorker" in navigator;
  } catch {
    return false; // a private window, or forbidden
  }
}

// The time of ours that came with the page, beside that of the device in the same moment.
function clock() {
  const [loaded] = performance.getEntriesByType("navigation");
  const ours = Number(document.querySelector("[data-now]").dataset.now);
  return Math.abs(performance.timeOrigin + (loaded?.responseStart ?? 0) - ours) < SLOW ? "ok" : "bad";
}

show("scripts", "ok");
show("cookies", navigator.cookieEnabled ? "ok" : "bad");
if (isSecureContext) show("line", "ok");
show("storage", keeps() ? "ok" : "bad");
const box = document.getElementById("try");
show("files", box.type === "file" && "files" in box && !box.disabled && "FormData" in window ? "ok" : "bad");
show("clock", clock());
