"""Required headers of responses to browsers."""

import re
from collections.abc import Mapping

# Only responses equal for all users, named by their content or rarely changed, may be cached.
KEPT = {
    "GET /static/{address:path}": "public, max-age=31536000, immutable",
    "GET /.well-known/jwks.json": "public, max-age=300",
    "GET /manifest.webmanifest": "public, max-age=3600",
    "GET /robots.txt": "public, max-age=3600",
    "GET /favicon.ico": "public, max-age=3600",
    "GET /procedures/{procedure}/form.pdf": "public, max-age=3600",
    "GET /receipts/certificate.pem": "public, max-age=300",
    "GET /api/v1/openapi.json": "public, max-age=300",
}
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Inline handlers or styles need a policy that would also allow injected ones.
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<[^>]+\son[a-z]+\s*=|<[^>]+\sstyle\s*=|javascript:")


def wrong_headers(name: str, headers: Mapping[str, str], text: str) -> list[str]:
    policy, wrong = headers.get("content-security-policy", ""), []
    wrong += [f"{header}: {headers.get(header)}" for header, value in ALWAYS.items() if headers.get(header) != value]
    if headers.get("cache-control") != KEPT.get(name, "no-store"):
        wrong.append(f"cache-control: {headers.get('cache-control')}")
    if "default-src 'none'" not in policy or "unsafe" in policy or "frame-ancestors 'none'" not in policy:
        wrong.append(f"content-security-policy: {policy}")
    if "camera=()" not in headers.get("permissions-policy", "") or "server" in headers:
        wrong.append("permissions-policy or server")
    if headers.get("content-type", "").startswith("text/html"):
        nonces = set(re.findall(r'nonce="([^"]+)"', text))
        wrong += [f"in the page: {snippet}" for snippet in INLINE.findall(text)]
        if len(nonces) != 1 or f"'nonce-{nonces.pop()}'" not in policy:
            wrong.append("nonces of page and policy differ")
    return wrong
