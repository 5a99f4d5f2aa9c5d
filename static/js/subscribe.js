// Lets this browser show notices (Web Push): the browser asks its owner, and what it hands over is posted as any form.

const form = document.querySelector("form[data-push-key]");
const unable = document.querySelector("[data-push-unable]");

if (form && "serviceWorker" in navigator && "PushManager" in window) {
  form.hidden = false;
  unable.hidden = true;
  const refused = form.querySelector("[data-push-refused]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    try {
      const { pushManager } = await navigator.serviceWorker.ready;
      // One that was made with another key of ours could not be made again.
      await (await pushManager.getSubscription())?.unsubscribe();
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.pushKey });
      form.elements.subscription.value = JSON.stringify(made);
      form.requestSubmit();
    } catch {
      refused.hidden = false;
      refused.textContent = refused.dataset.pushRefused;
    }
  });
  // Back from the next page: a browser may show what it handed over, which is not to be sent again.
  window.addEventListener("pageshow", () => { form.elements.subscription.value = ""; });
}
