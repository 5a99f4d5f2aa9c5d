// A sheet to sign on. What is drawn goes into a hidden box as strokes of whole numbers; the name can be typed instead.

for (const sheet of document.querySelectorAll("[data-signature]")) {
  const drawing = sheet.querySelector("svg");
  const path = drawing.querySelector("path");
  const box = sheet.querySelector("input");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "button button-link";
  clear.textContent = sheet.dataset.clear;
  sheet.append(clear);
  sheet.hidden = false;
  drawing.style.touchAction = "none"; // a finger draws and does not scroll

  let strokes = path.getAttribute("d");
  let stroke = "";
  let last = "";
  const most = 12000;

  function point(event) {
    const { left, top, width, height } = drawing.getBoundingClientRect();
    const across = Math.min(600, Math.max(0, Math.round(((event.clientX - left) / width) * 600)));
    const down = Math.min(200, Math.max(0, Math.round(((event.clientY - top) / height) * 200)));
    return `${across} ${down}`;
  }

  function draw(event) {
    const here = point(event);
    if (!stroke || here === last || strokes.length + stroke.length > most - 10) return;
    stroke += `L${here}`;
    last = here;
    path.setAttribute("d", strokes + stroke);
  }

  drawing.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return;
    event.preventDefault();
    drawing.setPointerCapture(event.pointerId);
    last = point(event);
    stroke = `M${last}`;
  });
  drawing.addEventListener("pointermove", draw);
  for (const end of ["pointerup", "pointercancel"]) {
    drawing.addEventListener(end, () => {
      if (stroke.includes("L")) strokes += stroke; // a tap alone is no stroke
      stroke = "";
      path.setAttribute("d", strokes);
      box.value = strokes;
    });
  }
  clear.addEventListener("click", () => {
    strokes = stroke = box.value = "";
    path.setAttribute("d", "");
  });
}
