// Dragging a card presses the card's own button for that column: the same act, question and lock as by hand.

const board = document.querySelector("[data-board]");
const told = document.querySelector("[data-told]");
let pressed = null;
let card = null;

const way = (column) => card?.querySelector(`[data-to="${column.dataset.state}"]`);
const column = (event) => event.target.closest("[data-state]");

document.querySelector("[data-dragging]").hidden = !board.querySelector("[data-card]");
for (const one of board.querySelectorAll("[data-card]")) one.draggable = true;

// A browser asks what is dragged when the mouse first moves, by the place where its button went down: where the page has been
// scrolled since, another card lies there. The one that was pressed is meant.
board.addEventListener("pointerdown", (event) => {
  pressed = event.target.closest("[data-card]");
});

board.addEventListener("dragstart", (event) => {
  const found = event.target.closest?.("[data-card]");
  if (!found) return;
  card = pressed ?? found;
  if (card !== found) event.dataTransfer.setDragImage(card, 12, 12);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", ""); // Firefox drags nothing that carries nothing; what is dragged stays here
});

board.addEventListener("dragover", (event) => {
  const over = column(event);
  board.querySelectorAll(".takes").forEach((one) => one.classList.toggle("takes", one === over && Boolean(way(one))));
  if (!over || !way(over)) return;
  over.classList.add("takes");
  event.preventDefault();
});

board.addEventListener("drop", (event) => {
  const over = column(event);
  const button = over && way(over);
  if (!button) return;
  event.preventDefault();
  told.textContent = button.textContent;
  button.click();
});

board.addEventListener("dragend", () => {
  board.querySelectorAll(".takes").forEach((one) => one.classList.remove("takes"));
  card = null;
});
