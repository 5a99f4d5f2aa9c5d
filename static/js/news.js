// New applications, told on the page as they come. Only the page that is looked at listens: a browser has six connections to
// one service, and seven open queues would stop each other. Without a stream it asks every half minute.

const news = document.querySelector("[data-news]");
const words = news.querySelector("[data-new]");
const POLL = 30_000;
let source = null;
let timer = null;
let quiet = false; // until the page is loaded again

function tell(count) {
  news.hidden = count < 1;
  words.textContent = count < 100 ? count : "100以上";
}

const address = (part) => `/desk/news${part}?since=${news.dataset.news}`;

function listen() {
  stop();
  if (quiet) return;
  source = new EventSource(address("/stream"));
  source.addEventListener("message", (event) => tell(Number(event.data)));
  source.addEventListener("end", stop);
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) poll(); // refused: too many listen, or something between cannot stream
  });
}

function poll() {
  stop();
  timer = setTimeout(async () => {
    const answer = await fetch(address("")).catch(() => null);
    if (quiet) return;
    if (answer?.redirected || (answer && answer.status < 500 && !answer.ok)) return; // signed out, or the right has ended
    if (answer?.ok) tell((await answer.json()).new);
    poll();
  }, POLL);
}

function stop() {
  source?.close();
  source = null;
  clearTimeout(timer);
}

news.querySelector("button").addEventListener("click", () => {
  quiet = true;
  stop();
  news.hidden = true;
  document.getElementById("main").focus(); // the button that had the focus is gone
});
document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
window.addEventListener("pagehide", stop);
window.addEventListener("pageshow", (event) => event.persisted && listen());
if (!document.hidden) listen();
