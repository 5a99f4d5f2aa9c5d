// A ticket machine goes back to its beginning by itself: the next visitor shall not see the number before.

const SHOWN = 15_000;
setTimeout(() => location.replace(document.body.dataset.back), SHOWN);
