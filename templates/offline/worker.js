// Shows the kept page when a page cannot be reached, and the notices that a person asked for. It keeps that page and its style sheet, both the same
// for everybody, and never an answer to anything that a person asked for. Forms are left to the browser (D212).

const PAGE = {{ page|tojson }};
const STYLE = {{ style|tojson }};
const KEPT = {{ kept|tojson }}; // another text, another name
const ICON = {{ icon|tojson }};
const STAFF = {{ staff|tojson }}; // their pages keep what is typed themselves

self.addEventListener("install", (event) => {
  const fresh = [PAGE, STYLE].map((address) => new Request(address, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const begin = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    // The browser asks for the page itself, while this worker starts: no page waits for it, and the request stays the browser's own.
    await self.registration.navigationPreload?.enable();
  };
  event.waitUntil(begin());
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (pathname === STYLE) event.respondWith(styled(event.request));
  else if (mode === "navigate" && !STAFF.includes(pathname.split("/")[1])) event.respondWith(reached(event));
});

async function styled(request) {
  return (await caches.match(STYLE)) ?? fetch(request);
}

async function reached(event) {
  try {
    // What the browser asked for itself may be given up with the line in order: this worker asks once before it says otherwise.
    return (await event.preloadResponse?.catch(() => undefined)) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

// Only the service can have written it (RFC 8291), and it names no person. A later one takes the place of the one before.
self.addEventListener("push", (event) => {
  const { title, body, link } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, data: link, tag: "news", icon: ICON }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(new URL(event.notification.data, self.location.origin)));
});
