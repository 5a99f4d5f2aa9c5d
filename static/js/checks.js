// One press ticks the whole check list. Without scripts each line is ticked by itself.

const button = document.querySelector("[data-check-all]");
if (button) button.hidden = false;
button?.addEventListener("click", () => {
  for (const box of button.form.querySelectorAll("input[type=checkbox]:not(:checked)")) box.click(); // the lamp sees a press
});
