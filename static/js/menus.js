// A menu of the header closes by Escape, by a press beside it, and when the focus leaves it. Without scripts it closes by its own word.

const menus = [...document.querySelectorAll("details.menu")];
const close = (except) => menus.forEach((menu) => menu.contains(except) || (menu.open = false));

document.addEventListener("pointerdown", (event) => close(event.target));
document.addEventListener("focusin", (event) => close(event.target));
document.addEventListener("keydown", (event) => {
  const open = menus.find((menu) => menu.open);
  if (event.key !== "Escape" || !open) return;
  if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  open.open = false;
});
