// A terminal that somebody left goes back to its beginning: the next visitor shall not see what was answered. It asks first.

const { over, idle } = document.body.dataset;
const ASKS = 30; // seconds before the end
const still = document.querySelector("[data-still]");
let asks;
let ends;

function again() {
  clearTimeout(asks);
  clearTimeout(ends);
  still.hidden = true;
  asks = setTimeout(() => { still.hidden = false; still.scrollIntoView({ block: "nearest" }); }, (Number(idle) - ASKS) * 1000);
  ends = setTimeout(() => location.replace(over), Number(idle) * 1000);
}

if (Number(idle)) {
  for (const press of ["pointerdown", "keydown", "input"]) document.addEventListener(press, again);
  again();
}

// Back to a page that the browser kept: it is asked for again, and what was answered is gone with its cookie.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
