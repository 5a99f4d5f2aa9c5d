"""Where receivers fetch batch files."""

from collections.abc import Callable, Sequence
from typing import Protocol

from integrations.sockets.layout_socket import Bench, ExportFile


class Delivery(Protocol):
    name: str

    def deliver(self, make: Callable[[Bench], Sequence[ExportFile]]) -> None:
        """`make` writes the files on a bench; they come into place with the end marker last. Idempotent. Raises AdapterError and what
        `make` raises."""

    def ready(self) -> bool:
        """Cheap: /readyz is public."""
