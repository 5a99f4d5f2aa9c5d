// P shows the case of the row that has the focus beside the list, and the next row's with J. Each look is recorded, so nothing is asked for
// while the panel is closed, and rows that are only passed over are not asked for either.

const pane = document.getElementById("beside-list");
const body = pane.querySelector("[data-preview]");
const status = pane.querySelector("[role=status]");
const PASSING = 150; // milliseconds: J pressed again within them passes the row over
let row = null;
let pause;
let asking;

const look = (one) => one.querySelector("[data-look]");

function tell(words, href) {
  const line = document.createElement("p");
  line.textContent = words;
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = "申請を開く";
    line.append(" ", link);
  }
  body.replaceChildren(line);
}

async function ask(link) {
  const mine = (asking = new AbortController());
  try {
    const answer = await fetch(link.href, { signal: mine.signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const text = await answer.text();
    if (mine.signal.aborted) return;
    const page = new DOMParser().parseFromString(text.slice(text.indexOf("<main")), "text/html");
    body.replaceChildren(page.getElementById("preview"));
    status.textContent = body.querySelector("h2").textContent;
    pane.scrollTop = 0;
  } catch {
    if (!mine.signal.aborted) tell("概要を読めませんでした。", row.querySelector("a").href);
  }
}

function stop() {
  clearTimeout(pause);
  asking?.abort();
}

// The former case leaves at once: its answers never stand beside another row.
function show(next, wait) {
  stop();
  row = next;
  look(row).setAttribute("aria-expanded", "true");
  status.textContent = "";
  tell("読んでいます…");
  pane.hidden = false;
  pause = setTimeout(ask, wait, look(row));
}

function leave() {
  stop();
  look(row).setAttribute("aria-expanded", "false");
}

function close() {
  leave();
  const [inside, last] = [pane.contains(document.activeElement), row];
  pane.hidden = true;
  body.replaceChildren();
  status.textContent = "";
  row = null;
  if (inside) last.querySelector("a").focus();
}

for (const link of document.querySelectorAll("[data-look]")) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const pressed = link.closest("[data-row]");
    if (pressed === row) {
      close();
      return;
    }
    if (row) leave();
    show(pressed, 0);
    if (!pressed.contains(document.activeElement)) pressed.querySelector("a").focus();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return; // a button is pressed with Space too
    event.preventDefault();
    link.click();
  });
}

document.addEventListener("focusin", (event) => {
  const next = event.target.closest("[data-row]");
  if (!row || !next || next === row) return;
  leave();
  show(next, PASSING);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !row || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  close();
});
pane.querySelector("button").addEventListener("click", close);
