"""The push service of a browser's maker on a socket, as strict as RFC 8030 and RFC 8292 allow it to be."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from integrations.web_push.subscription import decode
from tests.integrations.local_certificate import local_certificate
from tests.integrations.web_push.browser import Post

MOST_BYTES = 4096
DAY = 24 * 3600
TOKEN = re.compile(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)")


@dataclass
class PushSocket:
    """`status`: of its answers to what keeps the rules. `now`: the sender's clock, in seconds."""

    now: int
    trusted: Path  # for SSL_CERT_FILE
    origin: str = ""
    status: int = 201
    posts: Queue[Post] = field(default_factory=Queue)

    def refusal(self, post: Post) -> int:
        """0, or the status for what breaks a rule."""
        token = TOKEN.fullmatch(post.headers.get("authorization", ""))
        if token is None or not self._is_signed(*token.groups()):
            return 403
        if not post.headers.get("ttl", "").isdecimal() or post.headers.get("content-encoding") != "aes128gcm":
            return 400
        return 413 if len(post.content) > MOST_BYTES else 0

    def _is_signed(self, head: str, body: str, signature: str, key: str) -> bool:
        raw, claims = decode(signature), json.loads(decode(body))
        proof = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        # Raises InvalidSignature.
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decode(key)).verify(
            proof, f"{head}.{body}".encode(), ECDSA(SHA256())
        )
        return bool(claims["aud"] == self.origin and 0 < claims["exp"] - self.now <= DAY and claims["sub"])


@contextmanager
def push_socket(folder: Path, now: int) -> Iterator[PushSocket]:
    service = PushSocket(now, folder / "server.pem")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that the server looks for
            content = self.rfile.read(int(self.headers["Content-Length"]))
            post = Post(self.path, content, {name.lower(): value for name, value in self.headers.items()})
            status = service.refusal(post) or service.status
            self.send_response(status)
            if status == 201:
                self.send_header("Location", f"{service.origin}/message/1")
            self.send_header("Content-Length", "0")
            self.end_headers()
            service.posts.put(post)

        def log_message(self, format: str, *args: object) -> None:  # the library's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = local_certificate(folder)[0].wrap_socket(server.socket, server_side=True)
        service.origin = f"https://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
