// One key for what is done most, on every page of staff. What a page offers says so itself (data-key), so the list that ? opens is
// never wrong. No key does anything while somebody types, while an input method converts, or beside Ctrl, Alt and ⌘; all of
// them can be switched off in that list (WCAG 2.1.4).

const list = document.getElementById("key-list");
const rows = list.querySelector("[data-page-keys]");
const wanted = list.querySelector("[data-keys-wanted]");
const opener = document.querySelector("[data-keys]");
const OFF = "kakanai.keys-off";

const typing = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const converting = (event) => event.isComposing || event.keyCode === 229; // Safari tells of a conversion's last key so
const shown = () => [...document.querySelectorAll("[data-key]")].filter((one) => one.checkVisibility());

function press(element) {
  if (element.matches("[data-row]")) element.dispatchEvent(new Event("press"));
  else if (element.matches("[data-row] input")) element.click();
  else {
    if (element.matches("input")) element.focus();
    if (element.matches("input[type=radio]") || !element.matches("input")) element.click();
  }
}

function open() {
  rows.replaceChildren(...shown().map((one) => {
    const line = document.createElement("div");
    const key = document.createElement("dt");
    const mark = document.createElement("kbd");
    const words = document.createElement("dd");
    mark.textContent = one.dataset.key;
    words.textContent = one.dataset.keyWords ?? one.textContent.trim();
    key.append(mark);
    line.append(key, words);
    return line;
  }));
  wanted.checked = !localStorage.getItem(OFF);
  list.showModal();
}

opener?.removeAttribute("hidden");
opener?.addEventListener("click", open);
wanted.addEventListener("change", () => (wanted.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || converting(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || list.open || localStorage.getItem(OFF)) return;
  if (event.key === "?") {
    event.preventDefault();
    open();
    return;
  }
  const one = shown().find((element) => element.dataset.key === event.key);
  if (!one) return;
  event.preventDefault();
  press(one);
});
