"""The socket of places where receivers fetch the files of batches: a folder, a bucket. Beside the other sockets
(interfaces.py) because of their size."""

from collections.abc import Callable, Sequence
from typing import Protocol

from integrations.layout_socket import Bench, ExportFile


class Delivery(Protocol):
    """A place where receivers fetch the files of batches. `name` is the plug's name."""

    name: str

    def deliver(self, make: Callable[[Bench], Sequence[ExportFile]]) -> None:
        """`make` writes the files on a bench and gives them in order, end marker last; they are there under their names when this
        returns, and the end marker never before the others. The same files once more change nothing. AdapterError; whatever `make`
        raises goes through."""

    def ready(self) -> bool:
        """Whether the place answers now. Cheap: anybody may ask (/readyz)."""
