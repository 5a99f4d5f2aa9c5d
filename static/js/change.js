// The change while お預かり is typed. Without scripts the page after the record says it.

const box = document.getElementById("till-given");
const line = document.querySelector("[data-change]");
const figures = new Intl.NumberFormat("ja-JP");

function reckon() {
  const given = box.value.normalize("NFKC").replaceAll(",", "").replace(/円$/, "").trim();
  const change = Number(given) - Number(box.dataset.owed);
  line.hidden = !/^[0-9]{1,8}$/.test(given) || change < 0;
  line.firstElementChild.value = line.hidden ? "" : `おつり ${figures.format(change)}円`;
}
if (line) {
  box.addEventListener("input", reckon);
  reckon();
}
