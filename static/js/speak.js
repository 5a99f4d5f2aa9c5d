// Reads a part of a page aloud ([data-speak]; its language is the page's, or its own). Only with a voice that is on the device:
// others send what is read to a company. Without one, and without scripts, there is no button.

const TAGS = { "zh-Hans": ["zh-CN", "cmn-CN"], "zh-Hant": ["zh-TW", "cmn-TW"], fil: ["fil", "tl"] };
const UNSPOKEN = ".beside, rt, rp, input, progress, .unseen, [data-unspoken]";
const speech = window.speechSynthesis;
let reading; // the button of what is read: pressed again, it stops

function voiceFor(language) {
  const tags = TAGS[language] ?? [language];
  const fits = (voice) => tags.some((tag) => voice.lang.replace("_", "-").toLowerCase().startsWith(tag.toLowerCase()));
  return speech.getVoices().find((voice) => voice.localService && fits(voice));
}

function wordsOf(part) {
  const copy = part.cloneNode(true);
  for (const silent of copy.querySelectorAll(UNSPOKEN)) silent.remove();
  const pieces = copy.querySelectorAll("h1, h2, p, dt, dd, button, .option");
  return [...(pieces.length ? pieces : [copy])].filter((piece) => !piece.querySelector("button, .option"))
    .map((piece) => piece.textContent.replace(/\s+/g, " ").trim()).filter(Boolean)
    .map((text) => (/[.?!:。？！।]$/.test(text) ? text : `${text}.`)).join(" ");
}

function offer() {
  for (const part of document.querySelectorAll("[data-speak]:not([data-voiced])")) {
    const language = part.lang || document.documentElement.lang;
    const voice = voiceFor(language);
    if (!voice) continue;
    part.dataset.voiced = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-link";
    button.dataset.unspoken = "";
    button.textContent = `▶ ${document.body.dataset.listen ?? "聞く"}`;
    button.addEventListener("click", () => {
      const stops = reading === button && speech.speaking;
      speech.cancel();
      reading = button;
      if (stops) return;
      const utterance = new SpeechSynthesisUtterance(wordsOf(part));
      utterance.voice = voice;
      utterance.lang = voice.lang;
      speech.speak(utterance);
    });
    part.prepend(button);
  }
}

if (speech) {
  offer();
  speech.addEventListener?.("voiceschanged", offer); // voices come late
  window.addEventListener("pagehide", () => speech.cancel());
}
