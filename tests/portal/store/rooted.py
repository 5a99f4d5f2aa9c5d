"""Keys with given roots."""

from integrations.keys.fake import FakeKeys
from portal.sealing import ROOTS, Keys


def rooted(*secrets: bytes, store: FakeKeys | None = None) -> Keys:
    """Each root has these secrets, numbered from 1."""
    roots = {name: dict(enumerate(secrets or (b"r" * 32,), 1)) for name in ROOTS}
    return Keys(store or FakeKeys(), lambda: roots)
