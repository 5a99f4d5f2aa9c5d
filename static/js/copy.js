// Copies values one after another: each press takes one and goes on to the next, so that hands stay on the keys.

const buttons = [...document.querySelectorAll("[data-copy]")];

for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.closest("tr").querySelector("[data-value]").textContent);
    button.textContent = "写しました";
    buttons[buttons.indexOf(button) + 1]?.focus();
  });
}
buttons[0]?.focus();
