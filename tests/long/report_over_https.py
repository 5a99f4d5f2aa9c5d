"""`python -m tests.long.report_over_https CERTIFICATE`, in the network of a booted Debian: files a report as a guest, over TLS and through the
proxy, and prints its number."""

import re
import socket
import sys
from ssl import create_default_context

import httpx

from tests.journeys.visitor import Visitor

NAME, PROCEDURE = "shinsei.city.example", "gairoto-tsuho"
ANSWERS = {"place.words": "見本小学校の前", "trouble": "out", "danger": "no", "wants_answer": "no"}
PAGES = 12


def main(certificate: str) -> None:
    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *others, **more: look_up("127.0.0.1" if host == NAME else host, *others, **more)
    own = create_default_context(cafile=certificate)
    client = httpx.Client(base_url=f"https://{NAME}", follow_redirects=True, timeout=30, verify=own)
    with Visitor("", client) as guest:
        guest.go(f"/apply/{PROCEDURE}")
        for _ in range(PAGES):
            boxes = {name: ANSWERS[name] for name in re.findall(r'name="([^"]+)"', guest.text) if name in ANSWERS}
            guest.press("申請する" if "申請する" in guest.text and not boxes else "次へ進む", boxes)
            if guest.path.startswith("/applications/"):
                print(guest.path.rpartition("/")[2])
                return
    sys.exit(f"{guest.seen.status_code} {guest.path}\n{guest.text[:4000]}")


if __name__ == "__main__":
    main(sys.argv[1])
