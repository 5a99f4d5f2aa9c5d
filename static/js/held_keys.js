// An answer that is ticked may bring questions. Who goes on by Enter or Tab while it is being saved would type into the box behind
// them: the keys wait for the answer of the service, at most two seconds, and are then pressed where they belong.

const PATIENCE = 2000;
let busy = false;
let held = [];
let from = null;
let pressing = false;
let timer = null;

const ticked = (element) => element?.type === "radio" || element?.type === "checkbox";
const goes = (key) => key === "Enter" || key === "Tab";
const holds = ({ key }) => goes(key) || key === "Backspace" || [...key].length === 1;

function next(element, back) {
  const all = [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, summary, a[href]")].filter((other) =>
    other === element || (other.tabIndex >= 0 && !other.disabled && other.checkVisibility() && (other.type !== "radio" || (other.name !== element.name && (other.checked || !document.querySelector(`[name="${CSS.escape(other.name)}"]:checked`))))));
  const to = all[all.indexOf(element) + (back ? -1 : 1)];
  to?.focus();
  to?.select?.(); // as Tab itself does
}

function press({ key, shiftKey }) {
  const at = document.activeElement;
  const event = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  if (!at.dispatchEvent(event)) return; // staff.js moved on, or chose
  if (key === "Tab") next(at, shiftKey);
  else if (at.matches("button, a, summary") || (ticked(at) && key === " ")) [" ", "Enter"].includes(key) && at.click();
  else if (key === "Backspace") document.execCommand("delete");
  else if (key === "Enter") at.matches("textarea") && document.execCommand("insertText", false, "\n");
  else document.execCommand("insertText", false, key);
}

function release(all) {
  clearTimeout(timer);
  pressing = true;
  while (held.length && (all || !busy || !(goes(held[0].key) && ticked(document.activeElement)))) press(held.shift());
  pressing = false;
  if (held.length) {
    from = document.activeElement;
    timer = setTimeout(release, PATIENCE, true);
  }
}

document.addEventListener("saving", () => (busy = true));
document.addEventListener("saved", () => {
  busy = false;
  setTimeout(release, 0, false); // after staff.js is free to save again: an answer among the keys may bring questions too
});
document.addEventListener("lamp", ({ detail }) => {
  if (!["away", "elsewhere", "unsaved"].includes(detail.state)) return;
  busy = false;
  release(true);
});

window.addEventListener("keydown", (event) => {
  if (pressing || event.isComposing || event.keyCode === 229 || !(busy || held.length)) return;
  if (!held.length && !(goes(event.key) && ticked(event.target) && event.target.form?.matches("[data-keep]"))) return;
  if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !holds(event)) return release(true);
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!held.length) {
    from = event.target;
    clearTimeout(timer);
    timer = setTimeout(release, PATIENCE, true);
  }
  held.push({ key: event.key, shiftKey: event.shiftKey });
}, true);

// Somewhere else by the mouse: what was pressed before still belongs where it was pressed.
document.addEventListener("focusin", (event) => {
  if (pressing || !held.length || event.target === from || !from.isConnected) return;
  const target = event.target;
  pressing = true;
  from.focus();
  release(true);
  target.focus();
});
