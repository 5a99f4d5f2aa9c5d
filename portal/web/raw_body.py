"""The body of a post that is no form of ours, as it came: a signature is over its bytes."""

from typing import Annotated

from fastapi import Depends, Request

from portal.errors import TooLarge

MOST_BYTES = 256 * 1024


async def read_raw(request: Request) -> bytes:
    """TooLarge beyond what a neighbour has reason to send."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLarge("body")
    return bytes(body)


Raw = Annotated[bytes, Depends(read_raw)]
