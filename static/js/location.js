// Fills in the degrees of where the device is, when it is asked to. No map, and nobody else is asked.

for (const place of document.querySelectorAll("[data-locate]")) {
  if (!navigator.geolocation) continue;
  const field = place.closest("[data-field]");
  const box = (part) => field.querySelector(`[data-part="${part}"]`);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-second";
  button.textContent = place.dataset.locate;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  place.append(button, said);

  button.addEventListener("click", () => {
    said.textContent = "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        box("latitude").value = coords.latitude.toFixed(6);
        box("longitude").value = coords.longitude.toFixed(6);
        field.querySelector("details").open = true;
        said.textContent = place.dataset.found;
      },
      () => {
        said.textContent = place.dataset.failed;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
