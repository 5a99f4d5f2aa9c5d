"""Where receivers fetch batch files."""

from collections.abc import Callable, Sequence
from typing import Protocol

from integrations.sockets.layout_socket import Bench, ExportFile


class Delivery(Protocol):
    name: str

    def deliver(self, make: Callable[[Bench], Sequence[ExportFile]]) -> None:
        """`make` writes the files on a bench, end marker last. On return all are in place, the end marker never before
        the others. Idempotent. Raises AdapterError and what `make` raises."""

    def ready(self) -> bool:
        """Cheap: /readyz is public."""
