// J and K go from row to row of a list, X marks the row, Enter opens it, P shows it beside the list. The rows carry the keys, so that `keys.js` presses them and lists
// them: which row is the next is known only where the focus stands.

const rows = [...document.querySelectorAll("[data-row]")];
const way = (row) => row?.querySelector("a");
const look = (row) => row?.querySelector("[data-look]");

function place(here) {
  for (const row of rows) {
    delete row.dataset.key;
    delete row.querySelector("input")?.dataset.key;
    delete look(row)?.dataset.key;
  }
  const next = rows[here + 1];
  const last = rows[here - 1];
  if (next) Object.assign(next.dataset, { key: "j", keyWords: next.querySelector("input") ? "次の行へ（Enter で開く、x で選ぶ）" : "次の行へ（Enter で開く）" });
  if (last) Object.assign(last.dataset, { key: "k", keyWords: "前の行へ" });
  const mark = rows[here]?.querySelector("input");
  if (mark) mark.dataset.key = "x";
  const shows = look(rows[Math.max(here, 0)]);
  if (shows) shows.dataset.key = "p";
  rows.forEach((row, number) => row.toggleAttribute("data-here", number === here));
}

document.addEventListener("focusin", (event) => {
  const here = rows.indexOf(event.target.closest("[data-row]"));
  if (here >= 0) place(here);
});
for (const row of rows) row.addEventListener("press", () => way(row).focus());
place(-1);
