// Shows what to do while the service cannot be reached, at /counter/working alone. It keeps that one page and nothing else (D268).

const PAGE = {{ page|tojson }};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.registration.navigationPreload?.enable()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.mode === "navigate") event.respondWith(reached(event));
});

async function reached(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const nonce = crypto.randomUUID();
    const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
    return new Response(PAGE.replaceAll("{nonce}", nonce), { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy } });
  }
}
