// Beside the text of a definition: completion of keys, values and names (Ctrl+Space, or while typing), lines that complaints lead to, and
// cures put in by a click. Nothing is saved by it; without scripts the text and the complaints are there all the same.

const area = document.querySelector("textarea[data-words]");
const list = document.getElementById("words-list");
const status = document.getElementById("words-status");
const MOST = 40;
const NAME = /[A-Za-z0-9_.-]*$/;
let words; // what the language has; asked for at the first need
let offered = [];
let chosen = -1;
let from = 0;

const lineOf = (place) => area.value.lastIndexOf("\n", place - 1) + 1;
const codeOf = (line) => line.replace(/(^|\s)#.*$/, "$1");

// A line by its columns: of its dash (-1 without) and of its key; `value` is what follows the colon.
function columns(text) {
  const line = codeOf(text);
  const lead = /^\s*/.exec(line)[0].length;
  const start = /^\s*(?:- +)*(?:-$)?/.exec(line)[0].length;
  const key = /^([A-Za-z_][\w.-]*)\s*:(?:\s|$)/.exec(line.slice(start));
  const value = key ? line.slice(start + key[0].length).trim() : "";
  return { empty: !line.trim(), dash: line[lead] === "-" ? lead : -1, column: start, key: key?.[1] ?? "", value };
}

// Braces and brackets that are open at the end of a line, each with the key before it; and the key that is being answered there.
function braces(text) {
  const open = [];
  let key = "";
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[{}[\],]|([A-Za-z_][\w.-]*)\s*:(?=\s|$)/g)) {
    const sign = match[0];
    if (sign === "{" || sign === "[") {
      open.push({ key, sign, own: {} });
      key = "";
    } else if (sign === "}" || sign === "]") key = open.pop()?.key ?? "";
    else if (sign === ",") key = open.at(-1)?.sign === "{" ? "" : key;
    else if (match[1]) {
      key = match[1];
      if (open.length) open.at(-1).own[key] = /^\s*([\w.-]*)/.exec(text.slice(match.index + sign.length))[1];
    }
  }
  return { open, key };
}

// Where the caret is: the keys above it, what its mapping has already, and the key that is being answered ("" where a key is).
function placeIn(text, caret) {
  const start = text.lastIndexOf("\n", caret - 1) + 1;
  const line = text.slice(start, caret);
  const here = columns(line);
  const keys = [];
  const own = {};
  let { column, dash } = here;
  for (const other of text.slice(0, start).split("\n").slice(0, -1).reverse().map(columns)) {
    if (other.empty) continue;
    const beside = dash < 0 && other.column === column;
    if (beside && !keys.length) own[other.key] = other.value;
    if (beside && other.dash >= 0) ({ dash } = other);
    else if (other.key && !other.value && (dash < 0 ? other.column < column : other.column <= dash)) {
      keys.unshift(other.key);
      ({ column, dash } = other);
    }
  }
  for (const other of text.slice(caret).split("\n").slice(1).map(columns)) {
    if (!other.empty && (other.column < here.column || other.dash >= 0)) break;
    if (other.column === here.column && other.key) own[other.key] = other.value;
  }
  const { open, key } = braces(codeOf(line));
  for (const level of open) if (level.key) keys.push(level.key);
  const deepest = open.at(-1);
  if (deepest?.sign === "[") return { keys, own: {}, value: keys.pop() ?? "" };
  return { keys, own: deepest ? deepest.own : own, value: key };
}

// "*X": names of one's own, each with an X.
function shapeAt(keys) {
  let shape = "DefinitionShape";
  for (const key of keys) {
    const entry = words.shapes[shape]?.[key] ?? (shape === "Item" ? words.shapes["type choice"][key] : undefined);
    shape = shape.startsWith("*") ? shape.slice(1) : entry?.[1] ?? "";
  }
  return shape;
}

const names = () => [...new Set([...area.value.matchAll(/\b(?:id|repeat|as): *([a-z][a-z0-9_]*)/g)].map((match) => match[1]))];

function offers() {
  const place = placeIn(area.value, area.selectionStart);
  // An item of a list that holds no mappings answers its key.
  if (!place.value && place.keys.length && !shapeAt(place.keys)) place.value = place.keys.pop();
  const shape = shapeAt(place.keys);
  if (place.value === "type") return Object.entries(words.types);
  if (place.value === "use") return Object.entries(words.blocks);
  if (place.value === "codes") return Object.entries(words.codes);
  const type = words.shapes[`type ${place.own.type}`] ?? {};
  const keys = shape ? { ...words.shapes[shape], ...type } : {};
  if (place.value) {
    const values = (keys[place.value]?.[2] ?? []).map((value) => [value, ""]);
    if (words.rules.includes(place.value)) return [...names().map((name) => [name, "質問"]), ...words.functions.map((name) => [`${name}(`, "関数"])];
    return values.length ? values : names().map((name) => [name, "質問"]);
  }
  return Object.entries(keys).filter(([key]) => !(key in place.own)).map(([key, [meaning]]) => [`${key}: `, meaning]);
}

function draw() {
  list.replaceChildren(...offered.map(([word, meaning], number) => {
    const option = document.createElement("li");
    const code = document.createElement("code");
    const label = document.createElement("span");
    option.id = `word-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(number === chosen));
    code.textContent = word.trim();
    label.textContent = meaning;
    option.append(code, " ", label);
    option.addEventListener("mousedown", (event) => { event.preventDefault(); chosen = number; accept(); });
    return option;
  }));
  if (chosen < 0) area.removeAttribute("aria-activedescendant");
  else {
    area.setAttribute("aria-activedescendant", `word-${chosen}`);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }
}

function close() {
  list.hidden = true;
  chosen = -1;
  area.removeAttribute("aria-activedescendant");
}

const ruler = document.createElement("canvas").getContext("2d");

function open(wanted) {
  if (!words) return;
  const typed = NAME.exec(area.value.slice(lineOf(area.selectionStart), area.selectionStart))[0];
  from = area.selectionStart - typed.length;
  const all = offers().filter(([word]) => word.trim() !== typed);
  const begins = all.filter(([word]) => word.startsWith(typed));
  offered = [...begins, ...all.filter(([word]) => typed.length > 1 && !word.startsWith(typed) && word.includes(typed))].slice(0, MOST);
  if (!offered.length || (!wanted && !typed)) {
    if (wanted) list.scrollIntoView({ block: "nearest" });
  if (wanted) status.textContent = "ここに出せることばはありません。";
    close();
    return;
  }
  chosen = wanted ? 0 : -1;
  const style = getComputedStyle(area);
  ruler.font = style.font;
  const lines = area.value.slice(0, from).split("\n");
  const box = area.getBoundingClientRect();
  const around = list.parentElement.getBoundingClientRect();
  const left = box.left - around.left + parseFloat(style.paddingLeft) + ruler.measureText(lines.at(-1)).width - area.scrollLeft;
  list.hidden = false;
  list.style.left = 0;
  draw();
  list.style.top = `${box.top - around.top + parseFloat(style.paddingTop) + lines.length * parseFloat(style.lineHeight)}px`;
  list.style.left = `${Math.max(0, Math.min(left, around.width - list.offsetWidth))}px`;
  if (wanted) status.textContent = `${offered.length}件。上下の矢印で選び、Enterで入れます。`;
}

// Put in as if typed, so that Ctrl+Z takes it back.
function put(start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end");
}

function accept() {
  put(from, area.selectionStart, offered[chosen][0]);
  close();
}

async function ask() {
  words ??= await fetch(area.dataset.words).then((answer) => (answer.ok ? answer.json() : undefined)).catch(() => undefined);
}

area.addEventListener("keydown", async (event) => {
  if (event.isComposing) return;
  if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    status.textContent = "";
    await ask();
    open(true);
  } else if (list.hidden) return;
  else if (event.key === "Escape") { event.preventDefault(); close(); }
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1) + offered.length) % offered.length;
    draw();
  } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) { event.preventDefault(); accept(); }
});
area.addEventListener("input", async (event) => {
  if (area.readOnly || event.isComposing || event.inputType !== "insertText") { close(); return; }
  await ask();
  open(false);
});
area.addEventListener("blur", close);
area.addEventListener("click", close);

function show(number) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(area).lineHeight);
  scrollTo({ top: scrollY + area.getBoundingClientRect().top + (number - 1) * height - innerHeight / 3 });
  return start;
}

for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => { event.preventDefault(); show(Number(link.dataset.line)); });
}
for (const cures of document.querySelectorAll("[data-cures]")) cures.hidden = false;
for (const button of document.querySelectorAll("[data-cure], [data-because]")) {
  button.addEventListener("click", () => {
    const { at, wrong, cure, because } = button.dataset;
    if (because) {
      const top = /^because:[ \t]*\n/m.exec(area.value);
      const place = top ? top.index + top[0].length : area.value.replace(/\n*$/, "\n").length;
      put(place, area.value.length < place ? area.value.length : place, `${area.value.length < place ? "\n" : ""}${top ? "" : "because:\n"}  ${because}: 理由を書いてください\n`);
      area.setSelectionRange(area.selectionStart - 11, area.selectionStart - 1);
    } else {
      const start = show(Number(at));
      const line = area.value.slice(start).split("\n", 1)[0];
      const column = line.indexOf(wrong, Number(button.dataset.column) - 1);
      if (column < 0) { status.textContent = "そのことばは、もうありません。"; return; }
      put(start + column, start + column + wrong.length, cure);
    }
    status.textContent = "入れました。まだ保存していません。";
  });
}
const led = /^#line-(\d{1,6})$/.exec(location.hash);
if (led) show(Number(led[1]));
