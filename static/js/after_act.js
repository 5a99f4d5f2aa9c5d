// After an act the keyboard goes on from what the page says of it, not from the head of the page: from the mistakes, what was done, or
// the heading, or the part that the address names. What has a place of its own (autofocus) keeps it.

const ACTED = "kakanai.acted";

const note = () => sessionStorage.setItem(ACTED, "1");
document.addEventListener("submit", (event) => !event.defaultPrevented && event.target.method !== "dialog" && note());
document.addEventListener("acted", note); // by a script, which goes on from here itself

const acted = sessionStorage.getItem(ACTED);
sessionStorage.removeItem(ACTED);
if (acted && document.activeElement === document.body && !document.querySelector("[autofocus]")) { // the browser may not have set it yet
  const wrong = document.querySelector("#error-summary, main .notice.tone-error[role]"); // also below the heading
  const place = wrong ?? document.getElementById(location.hash.slice(1)) ?? document.querySelector("main .flash, main .notice[role=status], main h1") ?? document.getElementById("main");
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
