"""What a stored file holds."""

from portal.store.files.attachments import Sealed


def read(content: Sealed | None) -> bytes | None:
    return content() if content is not None else None
