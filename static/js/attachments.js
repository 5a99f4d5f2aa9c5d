// An attachment opens beside the answers without leaving the page, so that what was typed and where one reads stay. The address is that of
// the link: without scripts the browser goes there.

const columns = document.querySelector(".columns");
const pane = () => document.getElementById("attachment");
const beside = () => getComputedStyle(pane()).position === "sticky";

function mark(page) {
  for (const link of columns.querySelectorAll(".stack [data-attachment]")) {
    const same = [...page.querySelectorAll(".stack [data-attachment]")].find((other) => other.getAttribute("href") === link.getAttribute("href"));
    if (!same) continue;
    for (const name of ["aria-current", "data-key", "data-key-words"]) {
      if (same.hasAttribute(name)) link.setAttribute(name, same.getAttribute(name));
      else link.removeAttribute(name);
    }
  }
}

function place(page) {
  const next = page.getElementById("attachment");
  const larger = pane()?.querySelector(".attachment-larger").checked;
  const shown = columns.querySelector(".stack [data-attachment][aria-current]");
  pane()?.remove();
  mark(page);
  if (!next) {
    shown?.focus();
    return;
  }
  next.querySelector(".attachment-larger").checked = Boolean(larger);
  document.getElementById("acts").before(next);
  document.getElementById("attachment-name").focus({ preventScroll: beside() });
}

async function open(link) {
  try {
    const answer = await fetch(link.href);
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const text = await answer.text();
    place(new DOMParser().parseFromString(text.slice(text.indexOf("<main")), "text/html"));
    history.replaceState(null, "", link.href.replace(/#.*/, ""));
  } catch {
    location.assign(link.href);
  }
}

columns.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-attachment]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open(link);
});
