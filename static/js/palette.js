// Ctrl+K (⌘K): go anywhere by a few letters. The list is the server's own page for the same words; above it stand the acts of this page
// that have a key, which the page itself knows best.

const palette = document.getElementById("palette");
const form = palette.querySelector("form");
const box = form.querySelector("[name=typed]");
const acts = palette.querySelector("[data-acts]");
const list = palette.querySelector("[data-targets]");
const said = palette.querySelector("[data-said]");

const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
const wordsOf = (element) => element.dataset.keyWords ?? element.textContent.replace(/\s+/g, " ").trim();
const choices = () => [...palette.querySelectorAll("[data-target]")];

function showActs() {
  const wanted = plain(box.value.trim());
  const found = wanted ? [...document.querySelectorAll("main [data-key]")].filter((element) => element.checkVisibility() && plain(wordsOf(element)).includes(wanted)) : [];
  const rows = document.createElement("ul");
  rows.className = "targets";
  rows.append(...found.slice(0, 6).map((element) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    const kind = document.createElement("span");
    const label = document.createElement("b");
    kind.className = "target-kind";
    kind.textContent = "この画面";
    label.textContent = wordsOf(element);
    button.type = "button";
    button.className = "target";
    button.dataset.target = "";
    button.append(kind, " ", label);
    button.addEventListener("click", () => {
      palette.close();
      if (element.matches("input, select, textarea, [data-row]")) element.focus();
      else element.click();
    });
    row.append(button);
    return row;
  }));
  acts.replaceChildren(...(found.length ? [rows] : []));
}

let asking;
async function ask() {
  showActs();
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text.slice(text.indexOf("<main")), "text/html");
    list.replaceChildren(...page.getElementById("targets").childNodes);
    said.textContent = `${choices().length}件`;
  } catch {
    // Without the line the list stays as it is; Enter opens the page, which says so.
  }
}

function open() {
  box.value = "";
  acts.replaceChildren();
  list.replaceChildren();
  palette.showModal();
  box.focus();
  ask();
}

for (const opener of document.querySelectorAll("[data-palette]")) {
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
}
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (palette.open) palette.close();
    else if (!document.querySelector("dialog[open]")) open();
  }
});
let pause;
const later = () => {
  clearTimeout(pause);
  pause = setTimeout(ask, 150);
};
box.addEventListener("input", (event) => {
  if (!event.isComposing) later();
});
box.addEventListener("compositionend", later);
palette.addEventListener("keydown", (event) => {
  const rows = choices();
  const here = rows.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? box : rows[Math.min(next, rows.length - 1)] ?? box).focus();
  } else if (event.key === "Enter" && event.target === box && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    clearTimeout(pause);
    ask().then(() => choices()[0]?.click());
  }
});
