"""Unparsed bodies, for signatures over bytes."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Request

from portal.errors import TooLarge
from portal.web.shared.router import Sent

MOST_BYTES = 256 * 1024


def raw_body(most: int) -> Callable[[Request], Awaitable[bytes]]:
    """Raises TooLarge."""

    async def read(request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise TooLarge("body")
        return bytes(body)

    return read


Raw = Annotated[bytes, Sent(raw_body(MOST_BYTES))]
