"""Where sealed files lie outside the database."""

from collections.abc import Iterator
from typing import Protocol


class ObjectStore(Protocol):
    """A name is one word of letters, digits, - and _, with what it is of after a dot. Content is sealed: the storage
    learns sizes and times alone. Each call raises AdapterError."""

    name: str

    def put(self, name: str, content: bytes) -> None:
        """On return it is durable. A second call with the same name replaces it."""

    def get(self, name: str) -> bytes:
        """Also one that was set aside. AdapterError OBJECT_GONE if there is none."""

    def names(self) -> Iterator[list[str]]:
        """In lists of at most a thousand."""

    def set_aside(self, name: str) -> None: ...

    def aside(self) -> Iterator[list[tuple[str, float]]]:
        """With the seconds since each was set aside; in lists of at most a thousand."""

    def bring_back(self, name: str) -> None: ...

    def erase(self, name: str) -> None:
        """One that was set aside."""

    # The mark of whose the place is, "" without one.
    def owner(self) -> str: ...

    def claim(self, owner: str) -> None: ...

    def ready(self) -> bool: ...
