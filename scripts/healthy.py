"""Exit status 0 when the service in this container answers /healthz; for the image's HEALTHCHECK."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def healthy(port: int, public_url: str) -> bool:
    # In production the service answers to its public name only.
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(public_url).netloc or "127.0.0.1"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not healthy(int(os.environ["KAKANAI_PORT"]), os.environ.get("KAKANAI_PUBLIC_URL", "")))
