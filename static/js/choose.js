// Lists to choose from: one button ticks all of them, or none if all are ticked. Without scripts each is ticked by itself.

const button = document.querySelector("[data-choose-all]");
const boxes = [...document.querySelectorAll("input[type=checkbox][name=case]")];
const all = () => boxes.every((box) => box.checked);
const told = () => {
  button.textContent = all() ? button.dataset.none : button.dataset.chooseAll;
};

button.hidden = false;
told();
button.addEventListener("click", () => {
  const ticked = !all();
  for (const box of boxes) if (box.checked !== ticked) box.click(); // the lamp sees a press
});
for (const box of boxes) box.addEventListener("change", told);
