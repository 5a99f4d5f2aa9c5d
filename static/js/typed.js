// What staff typed, ticked or chose and did not send stays in this browser, encrypted under a key that only a signed-in page of the same member has
// (D209), and comes back with the next visit of the same page. It is erased when sent, at sign-out, and after twelve hours.

const SENT = "kakanai.typed-sent"; // of this tab: whose answer is awaited
const HOURS = 12;
const lamp = document.getElementById("lamp");
const mine = lamp && `${lamp.dataset.typedMark}.`;
// A page by its address without its display parameters: another row of a list (?key=) is another page, and gets none of this one's text.
const LOOKS = ["list", "did", "of", "said"];
function record({ pathname, search }) {
  const names = new URLSearchParams(search);
  LOOKS.forEach((name) => names.delete(name));
  names.sort();
  return names.size ? `${pathname}?${names}` : pathname;
}
let here = record(location);
const tell = (state, more) => document.dispatchEvent(new CustomEvent("lamp", { detail: { state, ...more } }));

// On the disk at once, so that it outlives a browser that is killed: localStorage writes after five seconds, and once a minute while somebody types.
const database = new Promise((done, fail) => {
  const request = indexedDB.open("kakanai.typed");
  request.onupgradeneeded = () => request.result.createObjectStore("pages").createIndex("until", "until");
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
async function pages(mode, act) {
  const transaction = (await database).transaction("pages", mode);
  const request = act(transaction.objectStore("pages"));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = () => fail(transaction.error);
  });
}
const erase = (which) => pages("readwrite", (store) => store.delete(which)).catch(() => {}); // there is none
const eraseOld = () => pages("readwrite", (store) => {
  const request = store.index("until").openCursor(IDBKeyRange.upperBound(Date.now()));
  request.onsuccess = () => {
    request.result?.delete();
    request.result?.continue();
  };
  return request;
}).catch(() => {});

const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const key = lamp && crypto.subtle && crypto.subtle.importKey("raw", bytes(lamp.dataset.typedKey), "AES-GCM", false, ["encrypt", "decrypt"]);
const bound = (at, until) => new TextEncoder().encode(`${mine}${at} ${until}`);

async function seal(lines, at = here) {
  const until = Date.now() + HOURS * 3_600_000;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(lines));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(at, until) }, await key, plain);
  if (!leaving) await pages("readwrite", (store) => store.put({ until, iv, sealed }, mine + at));
}

async function open({ until, iv, sealed }, at = here) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(at, until) }, await key, sealed);
  return JSON.parse(new TextDecoder().decode(plain));
}
const entry_of = (at) => key && pages("readonly", (store) => store.get(mine + at)).catch(() => {});

// Boxes of the page's own forms. Secrets, files and what may be a 個人番号 (twelve figures) stay on the page only; that a file was chosen is kept.
const file = (box) => box.type === "file";
const ticked = (box) => box.type === "radio" || box.type === "checkbox";
const text_box = (box) => box.matches("textarea, input:not([type=hidden], [type=password], [type=radio], [type=checkbox], [type=submit], [type=button], [autocomplete=one-time-code])");
// A passkey's form is sent by its script, without the event that would tell. A search, and what changes nothing when sent, is no work that could be lost.
const forms = () => [...document.querySelectorAll("main form[method=post]:not([data-passkey], [data-unkept], [role=search])")].filter((form) => !form.querySelector("[type=password]"));
const boxes = () => forms().flatMap((form) => [...form.elements]).filter((box) => box.name && box.name !== PRESSED && (text_box(box) || ticked(box) || box.matches("select")));
const PRESSED = "confirmed"; // read and confirmed again, never given back
const number = (value) => typeof value === "string" && value.normalize("NFKC").replace(/[\s-]/g, "").match(/^\d{12}$/);

const state = (box) => (ticked(box) ? box.checked : box.value);
// Of a file that it was chosen: its name may hold what is not kept.
const noted = (box) => (file(box) ? box.value !== "" : state(box));
function served(box) {
  if (ticked(box)) return box.defaultChecked;
  if (!box.matches("select")) return box.defaultValue;
  return ([...box.options].find((option) => option.defaultSelected) ?? box.options[0])?.value ?? "";
}
const stored = new WeakMap(); // what the server has taken since it drew the box
const unsaved = (box) => refused.has(box) || state(box) !== (stored.get(box) ?? served(box));
const written = () => boxes().filter(unsaved);

// A box by its form, name, value where it is ticked, and place among those alike: the page that comes back may have others before it.
// Forms of one address differ by what each is about (data-kept-as).
const action = (box) => [box.form.getAttribute("action") ?? "", box.form.dataset.keptAs].filter(Boolean).join(" ");
const alike = (box, other) => other.name === box.name && other.form === box.form && (!ticked(box) || other.value === box.value);
const place = (box, among) => `${ticked(box) ? box.value : ""} ${among.filter((other) => alike(box, other)).indexOf(box)}`;
const described = (box, among) => [action(box), box.name, place(box, among), noted(box)];
const find = ([form, name, which], among) => among.find((box) => box.name === name && action(box) === form && place(box, among) === which);

let leaving = false;
let keeping = null;
let again = false;
async function keep() {
  if (!lamp || leaving) return;
  if (keeping) {
    again = true;
    return;
  }
  const among = boxes();
  const open = among.filter(unsaved);
  const rest = [...open.filter((box) => !number(state(box))).map((box) => described(box, among)), ...waiting];
  if (!rest.length) erase(mine + here);
  if (!open.length) return calm();
  if (!key) return say("unkept");
  keeping = rest.length && seal(rest);
  try {
    await keeping;
    const pressed = leaving || (lamp.dataset.state === "offline" && !navigator.onLine); // meanwhile: the lamp shows that
    if (!byScript) pressed || say(open.some((box) => number(state(box))) ? "unkept" : open.some(file) ? "file" : "kept");
    else if (!["away", "saving", "elsewhere"].includes(lamp.dataset.state)) say(open.some(file) ? "file" : "typing");
  } catch {
    say("unkept"); // the browser's store is full or switched off
  }
  keeping = null;
  if (again) {
    again = false;
    keep();
  }
}

const byScript = document.querySelector("form[data-keep]");
const calm = () => (byScript ? ["saving", "saved", "away", "elsewhere"].includes(lamp.dataset.state) || say("stored") : say("idle"));
const say = (now) => tell(now);

// Given back: only what is not as the server has it. What has no box yet waits for the question that an answer brings.
let waiting = [];
let given = [];
let refused = new Set(); // values that the server rejected and rendered again
function give(entry) {
  const among = boxes();
  waiting = [];
  const changed = [];
  for (const line of entry) {
    const box = find(line, among);
    if (!box) waiting.push(line);
    else if (noted(box) !== line[3]) {
      if (ticked(box)) box.checked = line[3];
      else if (!file(box)) box.value = line[3];
      changed.push(box);
    }
  }
  given.push(...changed);
  return changed;
}

async function back() {
  const entry = await entry_of(here);
  if (!entry) return;
  let changed;
  try {
    const lines = await open(entry);
    if (mended) {
      const among = boxes();
      refused = new Set(lines.map((line) => find(line, among)).filter((box) => box && !file(box)));
      waiting = lines.filter((line) => !find(line, among));
      return;
    }
    changed = give(lines);
  } catch {
    erase(mine + here); // sealed under a key that has ended
    return;
  }
  if (!changed.length) {
    if (!byScript) waiting = [];
    return;
  }
  const line = document.getElementById("typed-back").content.cloneNode(true).firstElementChild;
  const files = changed.filter(file).length; // to be chosen again
  line.querySelector("[data-typed-file]").hidden = !files;
  line.querySelectorAll("[data-typed-text]").forEach((part) => { part.hidden = files === changed.length; });
  line.querySelector("[data-typed-drop]").addEventListener("click", drop);
  (changed[0].closest("form")).before(line);
  for (const fold of document.querySelectorAll("main details")) fold.open ||= changed.some((box) => fold.contains(box));
  announce(changed);
}
const announce = (changed) => new Set(changed.filter((box) => !file(box)).map((box) => box.form)).forEach((form) => form.dispatchEvent(new CustomEvent("given", { detail: changed })));

function drop() {
  const first = given.find((box) => box.isConnected);
  for (const box of given) {
    if (ticked(box)) box.checked = box.defaultChecked;
    else box.value = served(box);
  }
  announce(given);
  [given, waiting] = [[], []];
  erase(mine + here);
  document.querySelector(".typed-back").remove();
  first?.focus();
  keep();
}

// What staff.js saves while it is typed: taken as it was when it left.
let leaves = new Map();
document.addEventListener("saving", () => {
  leaves = new Map(boxes().filter((box) => !file(box)).map((box) => [box, state(box)]));
  tell("saving");
});
// What is chosen for a button is saved by the button alone.
const taken = (box, value, answers) => !answers || text_box(box) || answers.getAll(box.name).includes(box.matches("select") ? value : box.value) === (value !== false);
document.addEventListener("saved", ({ detail: answers }) => {
  leaves.forEach((value, box) => taken(box, value, answers) && stored.set(box, value));
  tell("saved");
  if (waiting.length) {
    const changed = give(waiting);
    if (changed.length) announce(changed);
  }
  keep();
});

// Sent by the form itself: erased when the answer shows that it was taken, which is a redirect of a signed-in page's post.
let carried = [];
let parts = []; // forms sent from pages where others still hold text: the page's record, and the form's action
let mended = false; // the page that came shows the mistakes of what was sent: it is kept for the page that it was sent from
async function settle() {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  sessionStorage.removeItem(SENT);
  if (!sent || !lamp) return;
  if (!sent.taken) {
    const [way] = performance.getEntriesByType("navigation");
    const from = document.referrer && new URL(document.referrer);
    if (way?.type === "back_forward" || !from || from.origin !== location.origin || record(from) !== sent.from) return;
    if (!way.redirectCount || way.responseStatus >= 400) {
      [carried, parts] = [sent.names, sent.parts]; // confirmed on the page that came, or mended there
      mended = way.responseStatus === 422 && !byScript;
      if (mended) here = sent.at;
      return;
    }
  }
  const taken = JSON.stringify({ ...sent, taken: true }); // a page that is left before it has erased leaves that to the next one
  sessionStorage.setItem(SENT, taken);
  await Promise.all(sent.names.map(erase));
  for (const [at, form] of sent.parts) await forget(at, form);
  if (sessionStorage.getItem(SENT) === taken) sessionStorage.removeItem(SENT);
}

async function forget(at, form) {
  const entry = await entry_of(at);
  if (!entry) return;
  const rest = (await open(entry, at)).filter(([action]) => action !== form);
  await (rest.length ? seal(rest, at) : erase(mine + at));
}

// A laptop of 出張受付 where there is no network says that it is offline, and has the service itself.
let reachable = false;
window.addEventListener("offline", () => { reachable = false; });
async function askService() {
  reachable = await fetch("/healthz", { cache: "no-store" }).then(() => true, () => false);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (!lamp) {
    leaving = true; // of who is not signed in nothing is kept, and what is sent is no loss
    return;
  }
  if (form.action.endsWith("/staff/sign-out")) {
    if (!written().length || confirm("まだ送っていない入力があります。サインアウトすると消えます。サインアウトしますか。")) {
      leaving = true;
      erase(IDBKeyRange.bound(mine, `${mine}\uffff`));
    } else {
      event.preventDefault();
      form.dispatchEvent(new Event("unsent", { bubbles: true }));
    }
    return;
  }
  if (event.submitter?.matches("[data-file]")) return; // the answer is a file, and the page stays
  if (form.matches("[data-lock]")) {
    leaving = true; // kept for the next sign-in
    return;
  }
  if (!navigator.onLine && !reachable) {
    event.preventDefault(); // the browser's page of a broken line would take the place of this one
    form.dispatchEvent(new Event("unsent", { bubbles: true }));
    askService().then(() => (reachable ? form.requestSubmit(event.submitter) : tell("offline")));
    return;
  }
  const others = [...waiting, ...written().filter((box) => box.form !== form).map((box) => [action(box)])];
  const other = others.length > 0;
  const kept = form.querySelector('[name="kept-path"]')?.value; // sent again from the list of what came too late
  const names = [...carried, ...(other ? [] : [mine + here]), ...(kept ? [mine + kept] : [])];
  const own = form.getAttribute("action") ?? "";
  const part = other && others.every(([address]) => address !== own) ? [[here, own]] : [];
  sessionStorage.setItem(SENT, JSON.stringify({ from: record(location), at: here, names, parts: [...parts, ...part] }));
  if (!other) leaving = true;
  if (boxes().some((box) => box.form === form)) tell("sending");
});
document.addEventListener("unsent", () => { leaving = false; });
window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && written().length) event.preventDefault();
});

eraseOld();
const settled = settle();
if (lamp && boxes().length) {
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);
  settled.catch(() => {}).then(back).then(keep); // sealed under a key that has ended
  document.addEventListener("replaced", () => { // files were sent, and the page that came stands in the place of this one
    leaving = false;
    keep();
  });
}
