// The keyboard of staff pages: Enter to the next box, a digit picks an option, Ctrl+Enter to save, Alt+digit / L / P / R, and
// Alt+PageUp / PageDown for a scanned form (single keys: keys.js). The counter's form is kept while it is typed. All have a plain
// way too.

let form = document.querySelector("form[data-enter-next]");

// 229: Safari reports the Enter that ends a conversion after the composition is over.
const converting = (event) => event.isComposing || event.keyCode === 229;

// Boxes in order; a group of radios or check boxes is one stop, at the chosen or first of them. The era of a date is
// none: it may be typed in the year's box.
const ticked = (element) => element.type === "radio" || element.type === "checkbox";
const group = (element) => (ticked(element) ? [...form.elements].filter((other) => other.name === element.name) : [element]);

function stops() {
  const seen = new Set();
  return [...form.elements].filter((element) => {
    if (!element.matches("input[name]:not([type=hidden]), select, textarea") || !element.checkVisibility()) return false;
    if (!ticked(element)) return true;
    if (seen.has(element.name) || element.name.endsWith(".era")) return false;
    seen.add(element.name);
    return true;
  });
}

const empty = (element) => (ticked(element) ? !group(element).some((other) => other.checked) : !element.value);
const arrive = (element) => (group(element).find((other) => other.checked) ?? element).focus();
const wholeDay = (element) => element.dataset.part === "year" && (/\d[^\d]+\d/.test(element.value) || element.value.length > 4);

// A whole day in the year's box leaves month and day empty, and nobody has to go there.
const open = (element) => empty(element) && ![...(element.closest("[data-field]")?.querySelectorAll('[data-part="year"]') ?? [])].some(wholeDay);

function goOn(element) {
  const field = element.closest("[data-field]");
  if (element.dataset.part === "words" && element.value && !field.querySelector('input[type="radio"]:checked')) {
    field.querySelector("[data-search]").click();
    return;
  }
  const town = element.dataset.part === "postal" && field.querySelector('[data-part="town"]');
  if (town && element.value && !town.value) {
    field.querySelector("[data-search]").click();
    return;
  }
  const all = stops();
  const here = all.findIndex((stop) => group(stop).includes(element));
  const next = all.slice(here + 1).find((stop) => !wholeDay(element) || !field.contains(stop));
  if (next) {
    arrive(next);
    next.select?.(); // as Tab does, so that what is known is typed over
  } else (element.closest("section, details")?.querySelector("[data-then]") ?? form.querySelector("[data-save]"))?.focus();
}

const inForm = (event) => form?.contains(event.target);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !inForm(event)) return;
  if (converting(event)) {
    event.preventDefault(); // the Enter that ends a conversion neither moves nor sends
  } else if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const save = form.querySelector("[data-save]");
    if (save?.matches("a")) save.click();
    else form.requestSubmit(save);
  } else if (event.target.matches("input")) {
    event.preventDefault();
    goOn(event.target);
  }
});

// A digit picks the option with that number; only while one of them has the focus, so no text box is touched.
document.addEventListener("keydown", (event) => {
  if (!inForm(event) || !ticked(event.target) || !event.target.name || event.target.form !== form || !/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const option = group(event.target)[event.key - 1];
  if (!option) return;
  event.preventDefault();
  option.focus();
  option.click();
});

document.addEventListener("keydown", (event) => {
  if (converting(event)) return;
  if (event.altKey && event.code === "KeyL") {
    const lock = document.querySelector("form[data-lock]");
    if (!lock) return;
    event.preventDefault();
    document.body.hidden = true; // at once: visitors see the screen before the server has answered
    lock.requestSubmit();
  } else if (event.altKey && event.code === "KeyP") {
    const paper = document.querySelector("[data-paper]");
    if (!paper) return;
    event.preventDefault();
    paper.click();
  } else if (event.altKey && /^Page(Up|Down)$/.test(event.code)) {
    const pages = document.querySelector("[data-scan] .scan-pages");
    if (!pages) return;
    event.preventDefault(); // the form that is keyed is read on, and the box keeps the focus
    pages.scrollBy({ top: (event.code === "PageUp" ? -0.8 : 0.8) * pages.clientHeight });
  } else if (event.altKey && event.code === "KeyR") {
    const relief = document.querySelector("[data-relief]");
    if (!relief) return;
    event.preventDefault();
    relief.click();
  } else if (event.altKey && /^Key[BV]$/.test(event.code)) {
    const ask = document.querySelector(event.code === "KeyV" ? "[data-ask-visitor]" : "[data-show-visitor]");
    if (!ask) return;
    event.preventDefault();
    ask.click();
  } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const section = document.querySelector(`[data-section="${event.code.slice(5)}"]`);
    if (!section) return;
    event.preventDefault();
    section.querySelector("input:not([type=hidden]), select, textarea, button, a")?.focus();
    section.scrollIntoView({ block: "start" });
  }
});

document.querySelector(".printing [data-print]")?.focus();

function begin() {
  if (!form || document.getElementById("error-summary") || document.querySelector("main [autofocus]")) return;
  const lead = document.querySelector("[data-lead]"); // what kept it from being registered
  const kept = lead?.hash ? document.getElementById(lead.hash.slice(1)) : lead;
  const fold = kept?.closest("details");
  if (fold) fold.open = true; // an answer is folded
  if (kept) return kept.matches("input") ? arrive(kept) : kept.focus();
  const first = form.querySelector('[data-field] [aria-invalid="true"]') ?? stops().find((stop) => stop.closest("#asked") || open(stop)) ?? form.querySelector("[data-save]"); // #asked: a correction
  if (first) arrive(first);
}
begin();

// The counter's form is kept while it grows: an answer that was changed and left is saved, newly asked questions appear,
// the lists beside the form are renewed. What the clerk is typing in is never touched.
const changed = new Set();
const left = new Set();
let keeping = null;
let arrivedWith = "";
let wanted = null; // the button that waits for the saving under way
let rows = ""; // an act that brings rows, goes to the visitor's screen or registers, sent with the next saving in place of a load of the page
let plain = false; // the page itself is sent, and says what is wrong
let failed = 0; // tries in a row without an answer of the service
let retry = null;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 20_000;

function keep() {
  clearTimeout(retry);
  keeping ??= renew().finally(() => {
    keeping = null;
    const pressed = wanted;
    wanted = null;
    if (failed) return;
    if (pressed) form.requestSubmit(standing(pressed.button));
    else if (left.size || rows) keep();
  });
}

// All stays on the screen, and goes again by itself: after a pause that doubles, and at once when the line is back.
function away(fields) {
  fields.forEach((id) => left.add(id));
  const wait = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failed++);
  document.dispatchEvent(new CustomEvent("lamp", { detail: { state: "away", wait } }));
  retry = setTimeout(keep, wait);
}
window.addEventListener("online", () => failed && keep());

async function renew() {
  const sent = { fields: [...left], boxes: new Map(fieldIds().map((id) => [id, typed(id)])), act: rows };
  left.clear();
  rows = "";
  document.dispatchEvent(new Event("saving"));
  const answers = new URLSearchParams(new FormData(form));
  answers.append("screen-act", sent.act || "refresh");
  const answer = await fetch(location.href, { method: "POST", body: answers, signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  const text = answer && answer.status < 500 ? await answer.text().catch(() => null) : null;
  if (text === null) {
    rows ||= sent.act;
    return away(sent.fields);
  }
  failed = 0;
  // From main on: the style in the head has that answer's nonce, and this page's policy would complain of it.
  const page = new DOMParser().parseFromString(text.slice(text.indexOf("<main")), "text/html");
  const fresh = page.querySelector("form[data-keep]");
  const leads = answer.redirected && new URL(answer.url).pathname.match(/\/(screen|visits\/[^/]+)$/);
  if (leads && (leads[1] === "screen" || sent.act === "register")) {
    document.dispatchEvent(new Event("saved"));
    location.href = answer.url; // no device yet: its page says what to do; or it is registered
    return;
  }
  const elsewhere = answer.status === 409 && page.getElementById("elsewhere");
  plain = sent.act === "register" && !elsewhere;
  if (plain) return form.requestSubmit(form.querySelector("[data-save]"));
  if (fresh && (answer.ok || answer.status === 422)) {
    const answers = new FormData(fresh);
    takeOver(fresh, sent);
    readElsewhere();
    document.dispatchEvent(new CustomEvent("saved", { detail: answers }));
  } else if (fresh && elsewhere) {
    takeOver(fresh, { ...sent, act: "" });
    document.getElementById("elsewhere")?.remove();
    form.before(elsewhere);
    if (elsewhere.dataset.clash) [wanted, rows] = [null, ""]; // the clerk reads it before anything else is done
    else { // both are kept by sending it again
      sent.fields.forEach((id) => left.add(id));
      rows ||= sent.act;
    }
    document.dispatchEvent(new CustomEvent("lamp", { detail: { state: "elsewhere" } }));
  } else form.requestSubmit(form.querySelector("[data-refresh]")); // the server says on a page of its own what is wrong
}

// What a colleague saved meanwhile is listed until the saving after the one that took it over.
function readElsewhere() {
  const notice = document.getElementById("elsewhere");
  const unsaved = notice?.querySelector("[data-unsaved]");
  (unsaved ?? notice)?.remove();
}

const fieldIds = () => [...form.querySelectorAll("[data-field]")].map((field) => field.dataset.field);

// What stands in the boxes of a field, to tell whether it is still what was sent.
const typed = (id) => JSON.stringify([...new FormData(form)].filter(([name]) => name === id || name.startsWith(`${id}.`)));

function takeOver(fresh, sent) {
  for (const name of ["screen-revision", "screen-shown", "screen-answers"]) if (fresh.elements[name]) form.elements[name].value = fresh.elements[name].value;
  const here = document.activeElement;
  const untouched = ticked(here) || here.value === arrivedWith;
  const renewed = (mine, node) => {
    const id = mine.dataset.field;
    if (sent.boxes.get(id) !== typed(id)) return false;
    if (mine.contains(here) && !ticked(here)) return false; // its era is ticked by the answer, but somebody is back in the box
    if (isAsServed(mine) && served(mine) !== served(node)) return true; // the visitor or a colleague answered otherwise elsewhere
    if (mine.contains(here)) return false;
    return sent.fields.includes(id) || offer(mine) !== offer(node);
  };
  const [scan, shown] = [form, fresh].map((one) => one.querySelector("[data-scan]"));
  if (scan && !shown) scan.remove();
  if (shown && !scan) form.querySelector(".sections").before(shown); // 紙 was chosen just now
  form.enctype = fresh.enctype;
  unfold(fresh, here);
  const added = merge(form.querySelector(".sections"), fresh.querySelector(".sections"), renewed);
  for (const place of [".aside", ".told"]) {
    const lists = (part) => part.querySelectorAll(`${place} .missing`);
    for (const box of form.querySelectorAll(`${place} [name="screen-brought"]`)) {
      const renewedBox = [...fresh.elements].find((one) => one.name === box.name && one.value === box.value);
      if (renewedBox) renewedBox.checked = box.checked; // a paper may have been ticked since the form was sent
    }
    lists(form).forEach((list) => list.remove());
    form.querySelector(place)?.append(...lists(fresh));
  }
  const first = added.find((field) => field.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
  const before = first && sent.fields.some((id) => passed(id, first));
  const fits = (stop) => open(stop) && (sent.act === "household" || added.some((field) => field.contains(stop)));
  if (sent.act && sent.act !== "ask" && sent.act !== "send") arrive(stops().find(fits) ?? stops().find(open) ?? form.querySelector("[data-save]"));
  else if (before && untouched && here.closest("[data-field]")) arrive(stops().find((stop) => first.contains(stop)));
  else if (!here.isConnected) {
    const inPlace = standing(here);
    if (inPlace) inPlace.focus();
    else arrive(stops().find(empty) ?? form.querySelector("[data-save]"));
  }
}

// What is answered is folded to a line, but not while the clerk is in it.
function unfold(fresh, here) {
  const mine = here.closest(".topic > [data-field]");
  const node = mine && fresh.querySelector(`.known [data-field="${CSS.escape(mine.dataset.field)}"]`);
  const topic = node?.closest(".topic");
  if (!topic) return;
  const key = (other) => other.dataset.field ?? other.id;
  let before = mine.previousElementSibling;
  while (before && ![...topic.children].some((other) => key(other) && key(other) === key(before))) before = before.previousElementSibling;
  const twin = before && [...topic.children].find((other) => key(other) === key(before));
  if (twin) twin.after(node);
  else topic.querySelector("h2").after(node);
}

// A button or a paper's box, or its replacement after the page was renewed.
const standing = (stop) => (stop?.isConnected === false ? [...form.elements].find((one) => one.type === stop.type && /^(submit|checkbox)$/.test(one.type) && one.name === stop.name && one.value === stop.value) : stop);

// The question and its options: another door asks otherwise.
const offer = (field) => {
  const options = [...field.querySelectorAll(`[name="${CSS.escape(field.dataset.field)}"]`)].map((option) => option.id);
  return [field.querySelector(".field-label")?.textContent, ...options].join();
};

// What stood in it when the server drew it, and whether that still stands.
const inputs = (field) => [...field.querySelectorAll("input, textarea")];
const served = (field) => JSON.stringify(inputs(field).map((one) => (ticked(one) ? one.defaultChecked && one.value : one.defaultValue)));
const isAsServed = (field) => inputs(field).every((one) => (ticked(one) ? one.checked === one.defaultChecked : one.value === one.defaultValue));

const passed = (id, field) => {
  const before = form.querySelector(`[data-field="${CSS.escape(id)}"]`);
  return before && !before.contains(document.activeElement) && before.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
};

// Brings `old` to the children of `fresh`: new ones are put in, gone ones taken out, fields that stay are left alone but
// for the `renewed`, which have new mistakes or options. Answers the fields put in.
function merge(old, fresh, renewed) {
  const key = (node) => node.dataset.field ?? (node.id || node.tagName);
  const known = new Map([...old.children].map((node) => [key(node), node]));
  const added = [];
  let last = null;
  for (const node of [...fresh.children]) {
    const mine = known.get(key(node));
    known.delete(key(node));
    let stays = mine;
    if (!mine) {
      added.push(...(node.matches("[data-field]") ? [node] : node.querySelectorAll("[data-field]")));
      old.insertBefore(node, last ? last.nextSibling : old.firstChild);
      stays = node;
    } else if (node.matches("section, details, .people-of-paper, .people-of-paper :is(tbody, tr, td)")) {
      if (node.dataset.section) mine.dataset.section = node.dataset.section;
      else if (mine.matches("section")) mine.removeAttribute("data-section");
      mine.className = node.className;
      added.push(...merge(mine, node, renewed));
    } else if (!mine.matches("[data-field]") || renewed(mine, node)) {
      mine.replaceWith(node);
      stays = node;
    }
    last = stays;
  }
  known.forEach((node) => node.remove());
  return added;
}

function keepWhileTyped() {
  if (!form?.matches("[data-keep]")) return;
  const fieldOf = (element) => element?.closest("[data-field]")?.dataset.field;
  form.addEventListener("focusin", (event) => (arrivedWith = event.target.value));
  form.addEventListener("change", (event) => {
    const id = fieldOf(event.target);
    if (!id) return;
    if (wholeDay(event.target)) {
      // Typed over an older day: its month and day would say something else.
      for (const box of event.target.closest("[data-field]").querySelectorAll('[data-part="month"], [data-part="day"]')) box.value = "";
    }
    const whole = ticked(event.target) && !event.target.name.endsWith(".era");
    (whole ? left : changed).add(id);
    if (whole) keep();
  });
  form.addEventListener("focusout", (event) => {
    const id = fieldOf(event.target);
    // A moment later: the look-up of a postal code exchanges the field and goes back into it.
    setTimeout(() => {
      if (fieldOf(document.activeElement) === id || !changed.delete(id)) return;
      left.add(id);
      keep();
    });
  });
  form.addEventListener("renew", keep); // the visitor answered on a screen of their own
  form.addEventListener("given", (event) => { // typed.js gave back what was not saved
    event.detail.map(fieldOf).filter(Boolean).forEach((id) => left.add(id));
    keep();
  });
  form.addEventListener("submit", (event) => {
    if (form.matches(".interview") && !plain && /^(household$|ask$|send$|register$|people\.|person\.|add\.)/.test(event.submitter?.value)) {
      event.preventDefault();
      rows = event.submitter.value;
      if (rows === "register") changed.clear(); // it is all on its way
      keep();
    } else if (keeping || failed) {
      event.preventDefault();
      wanted = { button: event.submitter };
      keep();
    } else changed.clear(); // it is all on its way: a second saving beside it would come too late and be refused
  });
}
keepWhileTyped();

// Files were sent, and what came back stands in the place of this page: its form is the form from now on.
document.addEventListener("replaced", () => {
  form = document.querySelector("form[data-enter-next]");
  changed.clear();
  left.clear();
  keepWhileTyped();
  begin();
});
