// The card on a counter's reader: carries the portal's question to the card agent on this computer, and its answer back. The PIN
// is typed at the reader; it is never here.

const panel = document.querySelector("[data-card-reader]");
const form = document.querySelector("form[data-keep], form[data-card]");
const status = panel?.querySelector("[role=status]");

function say(code, left) {
  const said = panel.querySelector(`[data-said="${CSS.escape(code)}"]`) ?? panel.querySelector('[data-said="other"]');
  status.textContent = said.textContent.replace("{left}", left ?? "");
}

const post = (address, boxes) =>
  fetch(address + location.search, { method: "POST", body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value, ...boxes }) });

// A page of the internet may not know whether a program listens here: an agent that refuses us looks like none.
const atAgent = (address, question) =>
  fetch(address, {
    method: "POST",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question }),
  }).catch(() => null);

// The code of what went wrong, with the tries that are left; where to go when it was signed; nothing where the card was read.
async function read(use) {
  const asked = await post(`${panel.dataset.cardReader}/ask`, { use });
  if (!asked.ok) return asked.json().catch(() => ({ error: "other" }));
  const { number, address } = await asked.json();
  const [to, question] = address.split("#");
  const reply = await atAgent(to, question);
  if (!reply) return { error: "away" };
  const answer = await reply.text();
  if (!reply.ok) return JSON.parse(answer);
  const taken = await post(panel.dataset.cardReader, { use, number, answer });
  return taken.status === 204 ? null : taken.json();
}

// What was typed is kept first; then the screen comes anew, with what the card said in the empty boxes.
async function renew() {
  const typed = new URLSearchParams(new FormData(form));
  typed.append("screen-act", "refresh");
  const files = form.enctype === "multipart/form-data";
  const kept = files ? null : await fetch(location.pathname, { method: "POST", body: typed }).catch(() => null);
  if (kept && (kept.ok || kept.status === 422)) location.assign(location.pathname);
  else form.requestSubmit(form.querySelector("[data-refresh]"));
}

if (panel && form) {
  const buttons = [...panel.querySelectorAll("button[data-use]")];
  let reading = false; // a disabled button would lose the focus
  buttons[0].parentElement.hidden = false;
  for (const button of buttons) {
    button.addEventListener("click", async () => {
      if (reading) return;
      reading = true;
      say(`waiting-${button.dataset.use}`);
      const told = await read(button.dataset.use).catch(() => ({ error: "other" }));
      reading = false;
      if (told?.see) {
        document.dispatchEvent(new Event("acted"));
        location.assign(told.see);
      } else if (told) say(told.error, told.left);
      else {
        say("read");
        renew();
      }
    });
  }
}
