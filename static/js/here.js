// Gives a photograph the place of the device, when its owner asks for it: the page is sent with it, and shows it.

function offer() {
  for (const place of document.querySelectorAll("[data-here]:empty")) {
    const { here, failed, name, file, words } = place.dataset;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-link", textContent: here });
    Object.assign(button, { name: `${name}.tell-place`, value: file });
    const unseen = document.createElement("span");
    Object.assign(unseen, { className: "unseen", textContent: `（${words}）` });
    button.append(unseen);
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    place.append(button, line);
    button.addEventListener("click", () => {
      line.textContent = "";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const point = document.createElement("input");
          const value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
          Object.assign(point, { type: "hidden", name: `${name}.here`, value });
          button.type = "submit";
          place.append(point);
          button.form.requestSubmit(button);
        },
        () => {
          line.textContent = failed;
        },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  }
}

if (navigator.geolocation) {
  offer();
  document.addEventListener("replaced", offer);
}
