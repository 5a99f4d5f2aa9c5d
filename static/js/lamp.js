// The lamp of a page of staff: whether what stands in its boxes is saved. It tells what `typed.js` and `staff.js` report by the
// event "lamp": {state, at, wait}, at and wait in milliseconds.

const lamp = document.getElementById("lamp");
const line = lamp.querySelector("[data-lamp-words]");
const counted = lamp.querySelector("[data-lamp-count]");
const help = lamp.querySelector("[data-lamp-help]"); // at the counter
const clock = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });

const form = document.querySelector("form[data-keep]");
const what = form?.dataset.keep ?? ""; // what is saved while it is typed, with its particle
const kept = () => document.querySelector("[data-offered]") || form?.elements.typed?.value > 0;

const WORDS = {
  idle: ["ok", () => (kept() ? "書きかけを保存してあります" : "書きかけはありません")],
  stored: ["ok", () => (what ? WORDS.idle[1]() : "保存してあります")],
  typing: ["act", () => "入力の途中です"],
  saving: ["wait", () => "保存しています"],
  saved: ["ok", (at) => `${what}保存しました ${clock.format(at)}`],
  unsaved: ["warn", () => `${what}保存できませんでした。この端末には控えました`],
  kept: ["act", (at) => `まだ送っていません。書いた内容は、この端末に控えました ${clock.format(at)}`],
  file: ["warn", () => "まだ送っていません。書いた内容は控えました。選んだファイルは控えられません"],
  unkept: ["warn", () => "まだ送っていません。この端末には控えられません"],
  sending: ["wait", () => "送っています"],
  offline: ["warn", () => "線が切れています。まだ送っていません。つながったら、もう一度押してください"],
  elsewhere: ["warn", () => "まだ保存していません。別の画面で先に保存されました"],
  away: ["warn", () => "保存できていません。サービスに届きません。この画面のまま、自動で送り直します"],
};
let ticking;

function count(until) {
  clearInterval(ticking);
  const left = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const show = () => (counted.textContent = left() ? `あと${left()}秒` : "");
  show();
  ticking = until ? setInterval(show, 1000) : null;
}

document.addEventListener("lamp", ({ detail: { state, at = Date.now(), wait = 0 } }) => {
  const [kind, words] = WORDS[state];
  lamp.hidden = false;
  lamp.dataset.state = state;
  lamp.className = `lamp tone-${kind === "act" || kind === "wait" ? "info" : kind}`;
  for (const icon of lamp.querySelectorAll("[data-lamp-icon]")) icon.hidden = icon.dataset.lampIcon !== kind;
  const text = words(at);
  if (line.textContent !== text) line.textContent = text; // read aloud: once
  if (help) help.hidden = state !== "away" && state !== "offline";
  count(wait && Date.now() + wait);
});
