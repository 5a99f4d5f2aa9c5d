// Conveniences for any page with a form. Nothing here is needed: the server does the same with plain submits.

const trouble = document.getElementById("error-summary");
trouble?.focus();
// A page that answered a post with mistakes: its reload asks for the page, and not whether to post again.
if (trouble && document.querySelector("main form[method=post]:not([action])")) history.replaceState(history.state, "");

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A second press while the first is under way is swallowed; the button stays alive for who cannot see it change.
const underWay = new WeakSet();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.submitter?.matches("[data-file]")) return; // the answer is a file, and the page stays
  if (underWay.has(event.target)) event.preventDefault();
  else underWay.add(event.target);
});
// A script that sends in our place says when it could not (files.js).
document.addEventListener("unsent", (event) => underWay.delete(event.target));
// Back from the next page: the browser may show this one as it was left, its submit remembered.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => underWay.delete(form));
});

// Without network a form stays as it was typed, unless another script sends it (files.js). The service is asked: some systems
// always say offline.
const away = document.querySelector("[data-away]");
let reachable = false;
const showAway = (words) => {
  away.textContent = words;
  away.hidden = !words;
};
if (away) {
  window.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post" || navigator.onLine || reachable) return;
    event.preventDefault();
    reachable = await fetch("/healthz", { cache: "no-store" }).then(() => true, () => false);
    underWay.delete(form);
    if (reachable) form.requestSubmit(submitter);
    else showAway(away.dataset.away);
  });
  window.addEventListener("offline", () => { reachable = false; });
  window.addEventListener("online", () => showAway(""));
}

// The page that is shown when there is no network (D212). Nobody waits for it.
const { worker, workerScope: scope = "/" } = document.documentElement.dataset;
if (worker) window.addEventListener("load", () => navigator.serviceWorker?.register(worker, { scope }).catch(() => {}));

// Without the style in the head: it has that answer's nonce, of which this page's policy would complain.
const pageOf = async (answer) => new DOMParser().parseFromString((await answer.text()).replace(/<style.*?<\/style>/gs, ""), "text/html");

// Postal code → town: the same request, of which only the address is exchanged.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-search]");
  const field = button?.closest("[data-field]");
  if (!field || button.dataset.plain) return;
  event.preventDefault();
  const form = button.form;
  const answers = new URLSearchParams(new FormData(form));
  answers.append(button.name, button.value);
  try {
    const page = await pageOf(await fetch(form.getAttribute("action") || location.href, { method: "POST", body: answers }));
    const found = page.querySelector(`[data-field="${CSS.escape(field.dataset.field)}"]`);
    field.replaceWith(found);
    const next = '[aria-invalid="true"], [type="radio"]';
    (found.querySelector(next) ?? found.querySelector('[data-part="street"]') ?? found.querySelector("input")).focus();
  } catch {
    button.dataset.plain = "yes";
    button.click();
  }
});

// Another language or furigana loses nothing that is typed: the form takes the link along (keep_typed.py).
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='/language/'], a[href^='/furigana/']");
  const form = document.querySelector("main form[method=post] > [name=read]")?.form;
  if (!link || !form || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "go-to", value: link.getAttribute("href") }));
  form.submit();
});

// What is typed is kept after a pause and when the page is left: the browser may be closed before it is sent.
const question = document.querySelector("main form[method=post] > [name=read]")?.form;
const autosaved = document.querySelector("[data-autosaved]");
if (question && autosaved) {
  const typed = () => new URLSearchParams([...new FormData(question)].filter(([, value]) => typeof value === "string")).toString();
  let kept = trouble ? "" : typed();
  let over = false;
  let rest;
  const keepTyped = async () => {
    clearTimeout(rest);
    const now = typed();
    if (now === kept || over || underWay.has(question)) return;
    kept = now;
    try {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(`${now}&go-to=here`), keepalive: true, redirect: "manual" });
      if (answer.ok) autosaved.textContent = await answer.text();
      const sums = answer.ok ? [...question.querySelectorAll("output")] : [];
      const page = sums[0] && (await pageOf(await fetch(location.href)));
      for (const sum of sums) sum.textContent = page.getElementById(sum.id).textContent;
      over = !answer.ok && answer.status < 500; // the session ended (a redirect reads as 0): from now on a press keeps it
    } catch {
      kept = ""; // no network now
    }
  };
  question.addEventListener("input", () => {
    clearTimeout(rest);
    rest = setTimeout(keepTyped, 2000);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepTyped());
}

// Search while typing: the same address, of which only the list is exchanged.
const find = document.querySelector("form[data-find]");
let asking;
const ask = async () => {
  const address = `${find.getAttribute("action")}?${new URLSearchParams(new FormData(find))}`;
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) return;
    const page = await pageOf(answer);
    const found = page.getElementById("found");
    document.title = page.title;
    document.getElementById("found").replaceWith(document.adoptNode(found));
    find.querySelector("[data-said]").textContent = [...found.querySelectorAll("h2")].map((heading) => heading.textContent).join("、");
    history.replaceState(history.state, "", address);
  } catch {
    // Left to the button, which asks the same.
  }
};
let pause;
find?.addEventListener("input", (event) => {
  clearTimeout(pause);
  // Kana that are still being turned into kanji are nobody's question yet.
  if (!event.isComposing) pause = setTimeout(ask, 300);
});
find?.addEventListener("compositionend", () => {
  clearTimeout(pause);
  pause = setTimeout(ask, 300);
});

// Two minutes before the session ends one press prolongs it. The section is empty until then, so that it is read out.
const ending = document.querySelector("[data-session-ends]");
if (ending) {
  const inside = [...ending.childNodes];
  const body = ending.querySelector(".notice-body");
  let timer;
  const wait = (seconds) => {
    ending.hidden = true;
    ending.replaceChildren();
    clearTimeout(timer);
    timer = setTimeout(() => {
      ending.hidden = false;
      ending.replaceChildren(...inside);
    }, Math.max(0, seconds - 120) * 1000);
  };
  ending.addEventListener("click", async (event) => {
    if (!event.target.closest("button")) return;
    try {
      const answer = await fetch(ending.dataset.extend, {
        method: "POST", body: new URLSearchParams({ csrf_token: ending.dataset.token }), redirect: "manual",
      });
      if (!answer.ok) return;
      const left = Number(await answer.text());
      if (left > 120) wait(left);
      else body.textContent = ending.dataset.last; // a session has a last hour, too
    } catch {
      // No network now: the button stays.
    }
  });
  wait(Number(ending.dataset.sessionEnds));
}
