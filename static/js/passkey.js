// Passkeys: asks the server what is to be signed, lets the device sign it, and sends the answer as a form of ours.

const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON ? window.PublicKeyCredential : null;

async function signed(form) {
  const answer = await fetch(form.dataset.passkey, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const options = await answer.json();
  return form.hasAttribute("data-make")
    ? navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(options) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!known) continue;
  const box = form.elements.credential;
  const failed = form.querySelector("[data-failed]");
  box.value = ""; // the browser's Back brings an old answer again
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (box.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      box.value = JSON.stringify((await signed(form)).toJSON());
      document.dispatchEvent(new Event("acted"));
      form.submit();
    } catch {
      failed.hidden = false; // stopped, no passkey here, or no line
    }
  });
}
