// Files on their way: each goes ahead in pieces, so that a line that breaks costs one of them; then the form is sent with the
// names of what came. Chosen again after a reload, a file goes on where it stopped: the server knows it by its sum. Whatever
// is not as expected here, the whole form goes in one, as it does without scripts.

const PIECE = 256 * 1024; // as the server takes them (services/files/take_piece.py)
const MOST = 10_000_000; // larger ones are refused: they stay here, and the server says why
const MOST_OF_A_POST = 30_000_000;
const TRIES = 20; // one after the other without a piece that arrived: some four minutes

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.enctype !== "multipart/form-data" || !form.querySelector("[data-sending]")) return;
  const answers = new FormData(form, event.submitter);
  const chosen = [...answers].filter(([, value]) => value instanceof File && value.name);
  if (!chosen.length) return;
  event.preventDefault();
  const told = shown(form);
  try {
    await sendAhead(form, answers, chosen, told);
    sendForm(form, answers, told);
  } catch {
    told.failed();
  }
});

function shown(form) {
  const told = form.querySelector("[data-sending]");
  const [line, bar] = [told.querySelector("p"), told.querySelector("progress")];
  const say = (words) => { if (line.textContent !== words) line.textContent = words; };
  let step = -1;
  told.hidden = bar.hidden = false;
  return {
    far(part, whole) {
      const percent = whole ? Math.floor((part / whole) * 100) : 0;
      bar.value = percent;
      if (Math.floor(percent / 10) === step) return; // read aloud: not at every hundredth
      step = Math.floor(percent / 10);
      say(percent < 100 ? told.dataset.sending.replace("{percent}", percent) : told.dataset.checking);
    },
    waiting() {
      step = -1;
      say(told.dataset.waiting);
    },
    failed() {
      form.dispatchEvent(new Event("unsent", { bubbles: true }));
      bar.hidden = true;
      say(told.dataset.failed);
      told.scrollIntoView({ block: "center" });
    },
  };
}

// Puts the names of what came in the place of the files. Nothing is changed where the server takes no pieces.
async function sendAhead(form, answers, chosen, told) {
  const files = chosen.filter(([, file]) => file.size && file.size <= MOST);
  const whole = files.reduce((sum, [, file]) => sum + file.size, 0);
  if (!crypto.subtle || whole > MOST_OF_A_POST) return;
  const names = [];
  let before = 0;
  for (const [box, file] of chosen) {
    const question = box.replace(/\.upload$/, "");
    const sum = base64(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const goes = file.size > 0 && file.size <= MOST;
    if (goes && !(await sendPieces(form, question, file, sum, told, (part) => told.far(before + part, whole)))) return;
    if (goes) before += file.size;
    names.push([`${question}.pieces`, `${sum} ${file.size} ${file.name}`]);
  }
  for (const [box] of chosen) answers.delete(box);
  for (const [box, name] of names) answers.append(box, name);
}

// Whether all of it came; false where the server takes no pieces. Throws when the line stays away.
async function sendPieces(form, question, file, sum, told, far) {
  const address = `${location.pathname}?question=${encodeURIComponent(question)}`;
  let [offset, tries, body] = [0, 0, null];
  for (;;) {
    let answer;
    try {
      answer = await fetch(address, {
        method: "PATCH", body: body ?? new Blob(), redirect: "manual", headers: {
          "Content-Type": "application/partial-upload", "X-Form-Token": form.elements.csrf_token.value,
          "Repr-Digest": `sha-256=:${sum}:`, "Upload-Length": file.size, "Upload-Offset": offset,
        },
      });
    } catch {
      answer = null;
    }
    if (answer === null || answer.status >= 500) {
      if (++tries > TRIES) throw new Error("away");
      told.waiting();
      await lineOr(Math.min(15_000, 500 * 2 ** tries));
      continue;
    }
    if (answer.status !== 204 && answer.status !== 409) return false;
    tries = 0;
    offset = Number(answer.headers.get("Upload-Offset"));
    far(offset);
    if (offset >= file.size) return true;
    body = file.slice(offset, offset + PIECE);
  }
}

const lineOr = (pause) => new Promise((go) => {
  const timer = setTimeout(go, pause);
  addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
});

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

// The same post as without scripts; what comes back is shown in the place of this page.
function sendForm(form, answers, told) {
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (far) => told.far(far.loaded, far.lengthComputable ? far.total : 0));
  request.addEventListener("error", told.failed);
  request.addEventListener("abort", told.failed);
  request.addEventListener("load", () => {
    const here = location.pathname;
    const there = new URL(request.responseURL);
    if (request.status >= 500) return told.failed();
    if (there.pathname !== here) return location.assign(there.href);
    const text = request.responseText;
    const page = new DOMParser().parseFromString(text.slice(text.indexOf("<main")), "text/html");
    const main = page.querySelector("main");
    if (!main) return told.failed(); // a proxy's word for "too large", say: the form stands, with what is in it
    document.querySelector("main").replaceWith(main);
    document.title = /<title>([^<]*)/.exec(text)?.[1] ?? document.title;
    (document.getElementById("error-summary") ?? main).focus();
    window.scrollTo(0, 0);
    document.dispatchEvent(new Event("replaced"));
  });
  request.open("POST", form.getAttribute("action") || location.href);
  request.send(answers);
}
