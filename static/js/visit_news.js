// The clerk's pages ask every two seconds whether the visitor said something. Only while they are looked at. A form that is being
// filled in is renewed where it stands (staff.js); any other page is shown anew.

const place = () => document.querySelector("[data-visit-news]");
const form = document.querySelector("form[data-keep]");
const POLL = 2_000;
let asking = false;
let pressed = false; // a page that is shown anew in the moment of a press would lose it

const changed = ({ mark, said }) => (form ? said !== place().dataset.said : mark !== place().dataset.mark);

async function ask() {
  if (!document.hidden) {
    const answer = await fetch(place().dataset.visitNews, { cache: "no-store" }).catch(() => null);
    if (answer?.redirected || (answer && answer.status < 500 && !answer.ok)) return; // signed out, or not theirs any more
    const other = answer?.ok && changed(await answer.json());
    if (pressed) return;
    if (other && !form) {
      location.reload();
      return;
    }
    if (other) form.dispatchEvent(new Event("renew"));
  }
  setTimeout(ask, POLL);
}

function begin() {
  if (asking || !place()) return;
  asking = true;
  setTimeout(ask, POLL);
}

document.addEventListener("submit", (event) => { pressed = !event.defaultPrevented; });
document.addEventListener("saved", begin); // a screen that was connected since
begin();
