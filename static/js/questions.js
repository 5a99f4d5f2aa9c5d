// Dragging a question, a page or a repeat sends the form that moves it. By a mouse: fingers and keys have the buttons.

const form = document.querySelector("[data-drag]");
let dragged = null;
let goal = null;

document.querySelector("[data-dragging]").hidden = !matchMedia("(pointer: fine)").matches;

function goalOf(event) {
  const list = [...document.querySelectorAll("[data-into]")].filter(
    (each) => each.contains(event.target) && !dragged.contains(each) && each.dataset.takes.split(" ").includes(dragged.dataset.kind),
  ).at(-1);
  if (!list) return null;
  const others = [...list.children].filter((item) => item !== dragged);
  const middle = (item) => item.getBoundingClientRect().top + item.getBoundingClientRect().height / 2;
  const number = others.filter((item) => middle(item) < event.clientY).length;
  return list.children[number] === dragged ? null : { list, others, number };
}

function mark() {
  document.querySelectorAll(".drop-before, .drop-after").forEach((item) => item.classList.remove("drop-before", "drop-after"));
  if (!goal) return;
  const next = goal.others[goal.number];
  if (next) next.classList.add("drop-before");
  else (goal.others.at(-1) ?? goal.list).classList.add("drop-after");
}

// The one that was pressed is meant, see board.js.
document.addEventListener("pointerdown", (event) => {
  dragged = event.pointerType === "mouse" ? event.target.closest("[data-kind]") : null;
  if (dragged) dragged.draggable = true;
});

document.addEventListener("dragstart", (event) => {
  if (!dragged) return;
  event.dataTransfer.setDragImage(dragged, 12, 12);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
});

document.addEventListener("dragover", (event) => {
  goal = dragged && goalOf(event);
  mark();
  if (goal) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  if (!goal) return;
  event.preventDefault();
  form.elements.at.value = dragged.id;
  form.elements.into.value = goal.list.dataset.into;
  form.elements.number.value = goal.number;
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  goal = null;
  mark();
});
